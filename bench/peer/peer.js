// Builds the stacks that a description names with CDKTF's own classes, as a compiled TypeScript program does, and writes
// them to CDKTF_OUTDIR. A description is what describe.go makes of stacks that are there.
"use strict";

const fs = require("fs");
const { App, TerraformStack, Token, ref } = require("cdktf");
const { Construct } = require("constructs");

const { templates, stacks } = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const texts = templates.map((template) => JSON.stringify(template));

// fill gives a template with a stack's own values and name in it.
function fill(text, { tenant, values }) {
  const filled = text.replace(/"\{value(\d+)\}"/g, (_, value) => JSON.stringify(values[value]));
  return JSON.parse(filled.replaceAll("{tenant}", tenant));
}

// refer gives a config with a token for each reference, as the attribute of another resource's class is one.
function refer(config, stack) {
  if (typeof config === "string" && config.includes("${")) {
    return config.replace(/\$\{([^{}]+)\}/g, (_, expression) => Token.asString(ref(expression, stack)));
  }
  if (typeof config === "object" && config !== null) {
    for (const key of Object.keys(config)) {
      config[key] = refer(config[key], stack);
    }
  }
  return config;
}

// scopes gives the construct of a path below the stack, and makes it when it is not there.
function scopes(stack) {
  const made = new Map([["", stack]]);
  return function scope(path) {
    if (!made.has(path)) {
      const cut = path.lastIndexOf("/");
      made.set(path, new Construct(scope(path.slice(0, Math.max(cut, 0))), path.slice(cut + 1)));
    }
    return made.get(path);
  };
}

function build(stack, { overrides, elements }) {
  for (const [path, value] of Object.entries(overrides)) {
    stack.addOverride(path, value);
  }
  const scope = scopes(stack);
  for (const { module, name, path, id, config } of elements) {
    const Class = require(module)[name];
    refer(config, stack);
    id ? new Class(scope(path), id, config) : new Class(stack, config); // A backend has no id.
  }
}

const app = new App({ context: { excludeStackIdFromLogicalIds: true, allowSepCharsInLogicalIds: true } });
for (const stack of stacks) {
  build(new TerraformStack(app, stack.name), fill(texts[stack.template], stack));
}
app.synth();
