// Checklog holds what onrecord signs, proves and publishes against golang.org/x/mod/sumdb, which nobody here wrote.
//
//	checklog note VKEY                  a note on standard input is signed by this key
//	checklog sign SECRET                signs the text on standard input and prints the note
//	checklog log DIR VKEY               a published log: its checkpoint, every entry, every tile
//	checklog request FILE OLDROOT VKEY  a request to a witness: its consistency proof from OLDROOT (base64)
//	checklog proof FILE LEAF VKEY       a tlog-proof: the inclusion of the bytes in the file LEAF
//
// Each prints one line that begins with "ok", or fails.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	log.SetFlags(0)
	args := os.Args[1:]
	switch {
	case len(args) == 2 && args[0] == "note":
		size, root := checkpoint(stdin(), args[1])
		fmt.Printf("ok %d %s\n", size, root)
	case len(args) == 2 && args[0] == "sign":
		signer, err := note.NewSigner(args[1])
		must(err)
		signed, err := note.Sign(&note.Note{Text: string(stdin())}, signer)
		must(err)
		os.Stdout.Write(signed)
	case len(args) == 3 && args[0] == "log":
		checkLog(args[1], args[2])
	case len(args) == 4 && args[0] == "request":
		checkRequest(args[1], args[2], args[3])
	case len(args) == 4 && args[0] == "proof":
		checkProof(args[1], args[2], args[3])
	default:
		log.Fatal("checklog: see its source for how to call it")
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func stdin() []byte {
	data, err := io.ReadAll(os.Stdin)
	must(err)
	return data
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

// checkpoint gives size and root of a checkpoint that the key signed.
// tlog.ParseTree reads another format, that of go.sum.
func checkpoint(signed []byte, vkey string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		log.Fatalf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return size, hash(lines[2])
}

func hash(text string) tlog.Hash {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	must(err)
	var h tlog.Hash
	if copy(h[:], data) != len(h) || len(data) != len(h) {
		log.Fatalf("%d bytes are no hash", len(data))
	}
	return h
}

// memory keeps all hashes of a tree in the order of tlog.
type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, index := range indexes {
		hashes = append(hashes, m[index])
	}
	return hashes, nil
}

func checkLog(dir, vkey string) {
	size, root := checkpoint(read(filepath.Join(dir, "checkpoint")), vkey)
	var hashes memory
	for n := int64(0); n < size; {
		width := size - n
		if width > 256 {
			width = 256
		}
		bundle := read(filepath.Join(dir, "tile/entries", path(n/256, width)))
		for i := int64(0); i < width; i++ {
			length := binary.BigEndian.Uint16(bundle)
			stored, err := tlog.StoredHashes(n, bundle[2:2+int(length)], hashes)
			must(err)
			hashes = append(hashes, stored...)
			bundle = bundle[2+int(length):]
			n++
		}
		if len(bundle) != 0 {
			log.Fatalf("%d bytes are left of the bundle before entry %d", len(bundle), n)
		}
	}
	computed, err := tlog.TreeHash(size, hashes)
	must(err)
	if computed != root {
		log.Fatalf("the entries have the root %s, the checkpoint says %s", computed, root)
	}
	tiles := 0
	for level, width := 0, size; width > 0; level, width = level+1, width>>8 {
		for n := int64(0); n<<8 < width; n++ {
			tile := tlog.Tile{H: 8, L: level, N: n, W: 256}
			if rest := width - n<<8; rest < 256 {
				tile.W = int(rest)
			}
			expected, err := tlog.ReadTileData(tile, hashes)
			must(err)
			file := filepath.Join(dir, "tile", strconv.Itoa(level), path(n, int64(tile.W)))
			if !bytes.Equal(read(file), expected) {
				log.Fatalf("%s is not what the entries give", file)
			}
			tiles++
		}
	}
	fmt.Printf("ok %d entries, %d tiles, root %s\n", size, tiles, root)
}

// path gives the end of a tile's path.
func path(n, width int64) string {
	text := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		text = fmt.Sprintf("x%03d/%s", n%1000, text)
	}
	if width < 256 {
		text += fmt.Sprintf(".p/%d", width)
	}
	return text
}

// The lines in front of the empty line, and the signed checkpoint behind it.
func parts(file string) ([]string, []byte) {
	head, signed, found := bytes.Cut(read(file), []byte("\n\n"))
	if !found {
		log.Fatal("there is no empty line")
	}
	return strings.Split(string(head), "\n"), signed
}

func checkRequest(file, oldRoot, vkey string) {
	lines, signed := parts(file)
	var old int64
	_, err := fmt.Sscanf(lines[0], "old %d", &old)
	must(err)
	var proof tlog.TreeProof
	for _, line := range lines[1:] {
		proof = append(proof, hash(line))
	}
	size, root := checkpoint(signed, vkey)
	must(tlog.CheckTree(proof, size, root, old, hash(oldRoot)))
	fmt.Printf("ok %d goes on from %d\n", size, old)
}

func checkProof(file, leaf, vkey string) {
	lines, signed := parts(file)
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatalf("%q does not begin a proof", lines[0])
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	var index int64
	_, err := fmt.Sscanf(lines[0], "index %d", &index)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		proof = append(proof, hash(line))
	}
	size, root := checkpoint(signed, vkey)
	must(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(read(leaf))))
	fmt.Printf("ok %d of %d\n", index, size)
}
