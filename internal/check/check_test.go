package check

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAProblemIsOneLine(t *testing.T) {
	require.EqualError(t, &FieldError{Path: "image.tag", Problem: "is missing", Hint: "write one"}, "image.tag: is missing; write one")
	require.EqualError(t, &FieldError{Problem: "is missing"}, "is missing")
}

func TestProblemsKeepTheirPathThroughNesting(t *testing.T) {
	var inner, outer Problems
	inner.Add("tag", "is missing", "")
	inner.Add("[0].name", "is taken", "")
	outer.Within("sidecars", inner.Err())
	require.EqualError(t, outer.Err(), "sidecars.tag: is missing\nsidecars[0].name: is taken")
}

func TestNoProblemIsNoError(t *testing.T) {
	var p Problems
	p.Within("image", nil)
	require.NoError(t, p.Err())
	require.NotPanics(t, func() { Must("app/service", p.Err()) })
}

func TestABadConfigNamesItsConstructAndEveryProblem(t *testing.T) {
	var p Problems
	p.Add("port", "is taken", "")
	p.Add("name", "is missing", "")
	defer func() {
		err, ok := recover().(*ConfigError)
		require.True(t, ok)
		require.EqualError(t, err, "tenant-momcorp/apiserver:\n  port: is taken\n  name: is missing")
		var field *FieldError
		require.ErrorAs(t, err, &field)
		require.Len(t, Fields(err), 2)
	}()
	Must("tenant-momcorp/apiserver", p.Err())
}

func TestAnErrorOfAnotherKindIsAProblemToo(t *testing.T) {
	require.Equal(t, []*FieldError{{Problem: "a; b"}}, Fields(fmt.Errorf("a; %w", errors.New("b"))))
}

func TestAnIDHasTwoToThirtyCharacters(t *testing.T) {
	valid := func(id string) bool { var p Problems; p.ID("name", id); return p.Err() == nil }
	for _, id := range []string{"ab", "a1", "a-b", "abcdefghijklmnopqrstuvwxyz-123"} {
		require.True(t, valid(id), id)
	}
	for _, id := range []string{"", "a", "-a", "a-", "1a", "Ab", "a_b", "a.b", "abcdefghijklmnopqrstuvwxyz-1234"} {
		require.False(t, valid(id), id)
	}
}
