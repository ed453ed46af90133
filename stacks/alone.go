package stacks

import "github.com/hashicorp/terraform-cdk-go/cdktf"

// SynthAlone is [Synth] for one stack of this package that nothing is added to. As the stack is alone in its app, cdktf's
// look for what refers to other stacks is left out, for which all of it is resolved: a tenth of the time.
func SynthAlone(cfg *cdktf.AppConfig, build func(cdktf.App) cdktf.TerraformStack) error {
	return attempt(func() {
		app := NewApp(cfg)
		stack := build(app)
		s := &session{app.Manifest(), app.Outdir()}
		stack.Synthesizer().Synthesize(s)
		for _, problem := range *app.Node().Validate() {
			panic(*problem)
		}
		s.manifest.WriteToFile()
	})
}

// session is what a synthesizer asks where to write to.
type session struct {
	manifest cdktf.Manifest
	outdir   *string
}

func (s *session) Manifest() cdktf.Manifest { return s.manifest }
func (s *session) Outdir() *string          { return s.outdir }
func (s *session) SkipValidation() *bool    { return new(false) }
