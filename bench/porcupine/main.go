// Times Porcupine on histories that bench/checker.ts writes: one JSON document a file, one JSON line of output each.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/anishathalye/porcupine"
)

// operation is one line of a history. Values are texts; a nil Return and Answer mean that no answer came.
type operation struct {
	Client  int     `json:"client"`
	Op      string  `json:"op"`
	Key     string  `json:"key"`
	Value   string  `json:"value"`
	From    string  `json:"from"`
	To      string  `json:"to"`
	Version int     `json:"version"`
	Call    int64   `json:"call"`
	Return  *int64  `json:"return"`
	Answer  *answer `json:"answer"`
}

type answer struct {
	Ok      bool   `json:"ok"`
	Value   string `json:"value"`
	Err     string `json:"err"`
	Version int    `json:"version"`
}

type history struct {
	Model      string      `json:"model"`
	Initial    string      `json:"initial"`
	Operations []operation `json:"operations"`
}

type versioned struct {
	value   string
	version int
}

func partition(history []porcupine.Operation) [][]porcupine.Operation {
	byKey := make(map[string][]porcupine.Operation)
	var keys []string
	for _, each := range history {
		key := each.Input.(operation).Key
		if _, known := byKey[key]; !known {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], each)
	}
	parts := make([][]porcupine.Operation, 0, len(keys))
	for _, key := range keys {
		parts = append(parts, byKey[key])
	}
	return parts
}

func text(initial string, step func(state string, input operation, output *answer) (bool, string)) porcupine.Model {
	return porcupine.Model{
		Partition: partition,
		Init:      func() interface{} { return initial },
		Step: func(state, input, output interface{}) (bool, interface{}) {
			return step(state.(string), input.(operation), output.(*answer))
		},
	}
}

func register(state string, input operation, output *answer) (bool, string) {
	switch input.Op {
	case "read":
		return output == nil || output.Value == state, state
	case "write":
		return true, input.Value
	default:
		next := state
		if state == input.From {
			next = input.To
		}
		return output == nil || output.Ok == (state == input.From), next
	}
}

func appends(state string, input operation, output *answer) (bool, string) {
	switch input.Op {
	case "get":
		return output == nil || output.Value == state, state
	case "put":
		return true, input.Value
	default:
		return true, state + input.Value
	}
}

func puts(state versioned, input operation, output *answer) (bool, versioned) {
	if input.Op == "get" {
		return output == nil || (output.Value == state.value && output.Version == state.version), state
	}
	matches := input.Version == state.version
	next := state
	if matches {
		next = versioned{input.Value, state.version + 1}
	}
	if output == nil || output.Err == "ErrMaybe" {
		return true, next
	}
	return (output.Err == "OK") == matches, next
}

func modelOf(name, initial string) porcupine.Model {
	switch name {
	case "register":
		return text(initial, register)
	case "kv":
		return text("", appends)
	default:
		return porcupine.Model{
			Partition: partition,
			Init:      func() interface{} { return versioned{"", 0} },
			Step: func(state, input, output interface{}) (bool, interface{}) {
				return puts(state.(versioned), input.(operation), output.(*answer))
			},
		}
	}
}

func read(path string) (history, error) {
	var found history
	bytes, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(bytes, &found)
	}
	return found, err
}

// Porcupine knows no pending operations: without an answer they return when everything else is over.
func operationsOf(found history) []porcupine.Operation {
	last := int64(0)
	for _, each := range found.Operations {
		if each.Call > last {
			last = each.Call
		}
		if each.Return != nil && *each.Return > last {
			last = *each.Return
		}
	}
	operations := make([]porcupine.Operation, 0, len(found.Operations))
	for _, each := range found.Operations {
		end := last + 1
		if each.Return != nil {
			end = *each.Return
		}
		operations = append(operations, porcupine.Operation{ClientId: each.Client, Input: each, Call: each.Call, Output: each.Answer, Return: end})
	}
	return operations
}

// Usage: porcupine SECONDS RUNS FILE...; the fastest of so many runs counts, of one run where it takes over a second.
func main() {
	seconds, _ := strconv.ParseFloat(os.Args[1], 64)
	runs, _ := strconv.Atoi(os.Args[2])
	for _, path := range os.Args[3:] {
		found, err := read(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		operations := operationsOf(found)
		model := modelOf(found.Model, found.Initial)
		best := -1.0
		verdict := porcupine.Unknown
		for run := 0; run < runs && (run == 0 || best < 1000); run++ {
			begin := time.Now()
			verdict = porcupine.CheckOperationsTimeout(model, operations, time.Duration(seconds*float64(time.Second)))
			took := float64(time.Since(begin).Microseconds()) / 1000
			if best < 0 || took < best {
				best = took
			}
		}
		line, _ := json.Marshal(map[string]interface{}{"file": path, "verdict": string(verdict), "ms": best})
		fmt.Println(string(line))
	}
}
