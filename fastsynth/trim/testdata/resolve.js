// Resolves the same made-up values with the cdktf in the folder that is named, and prints what becomes of each.
"use strict";

const { App, DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, Token, Tokenization, ref } = require(process.argv[2]);

let seed = 1;
function random(n) { // mulberry32
  seed = (seed + 0x6d2b79f5) | 0;
  let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
  return ((x ^ (x >>> 14)) >>> 0) % n;
}
const one = (list) => list[random(list.length)];
const many = (make) => Array.from({ length: random(4) }, make);

const scope = new TerraformStack(new App(), "stack");
const texts = ["a", "b.c", " ", "\n", '"', "${", "$${", "}", "{", "TfToken[", "]}", "#{TfToken[", "&{TfToken[TOKEN.1]}",
  "e", "E", "+", "-", "|", "1", ".5", "1e5", "-1.8881545897087626e+289", "Map Token Value", "String Map Token Value", "Any Map Token Value"];
const plain = () => many(() => one(texts)).join("");

function token() {
  const produced = plain();
  return one([
    () => Lazy.stringValue({ produce: () => produced }),
    () => Token.asString({ resolve: () => produced, creationStack: [] }),
    () => Token.asString(ref("aws_vpc.main.id", scope)),
    () => Fn.join(",", [produced + Token.asString(ref("aws_vpc.main.arn", scope))]),
  ])();
}

const text = () => (random(6) ? plain() : one(texts) + token() + one(texts));
const usual = [
  text, text, text, token,
  () => random(1000) - 500,
  () => random(2) === 0,
  () => undefined,
  () => null,
  () => Token.asNumber(ref("aws_vpc.main.count", scope)),
  () => Token.asList(ref("aws_vpc.main.ids", scope)),
  () => Token.asMap(ref("aws_vpc.main.tags", scope)),
];
const unusual = [
  () => new Date(0),
  () => -123456789,
  () => "String Map Token Value",
  () => "Any Map Token Value",
  () => "#{TfToken[TOKEN.0]}",
  () => "${TfToken[TOKEN.x]}",
  () => () => {},
  () => scope,
];

function value(depth) {
  if (depth < 4 && random(4)) {
    return random(2) ? many(() => value(depth + 1)) : Object.fromEntries(many(() => [text(), value(depth + 1)]));
  }
  return one(random(50) ? usual : unusual)();
}

for (let i = 0; i < 5000; i++) {
  const made = { value: value(0) };
  let became;
  try {
    became = JSON.stringify(Tokenization.resolve(made, { scope, preparing: i % 2 === 0, resolver: new DefaultTokenResolver(new StringConcat()) }));
  } catch (error) {
    became = "! " + JSON.stringify(error.message.replace(/\nObject creation stack:(\n  at .*)*/g, "")); // Traces are cut.
  }
  console.log(i, became);
}
