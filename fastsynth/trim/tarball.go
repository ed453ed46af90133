package trim

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
)

// npm has all files of a package in this folder.
const prefix = "package/"

// untar reads the files of an npm package that are wanted, by their path in it.
func untar(tarball []byte, want func(name string) bool) (map[string][]byte, error) {
	content, err := gzip.NewReader(bytes.NewReader(tarball))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for reader := tar.NewReader(content); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		name, found := strings.CutPrefix(header.Name, prefix)
		if !found || header.Typeflag != tar.TypeReg || !want(name) {
			continue
		}
		if files[name], err = io.ReadAll(reader); err != nil {
			return nil, err
		}
	}
}

// tarOf makes an npm package of the files: the same bytes for the same files.
func tarOf(files map[string][]byte) ([]byte, error) {
	var tarball bytes.Buffer
	compressed := gzip.NewWriter(&tarball)
	writer := tar.NewWriter(compressed)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		header := &tar.Header{Typeflag: tar.TypeReg, Name: prefix + name, Mode: 0o644, Size: int64(len(files[name]))}
		if err := writer.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := writer.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(writer.Close(), compressed.Close()); err != nil {
		return nil, err
	}
	return tarball.Bytes(), nil
}

func gunzip(content []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
