"""Trained weights → the model file: 8-bit graphs for ONNX Runtime and all else that reading a text needs.

The file is a zip: encoder.onnx, reader.onnx, meaning.onnx (sentence vectors), tone.onnx, heads.npz (valence),
tokenizer.json, settings.json. The matrices and word vectors are 8-bit, per column and per row;
activations are scaled anew for each window, and windows run one at a time, so no window's numbers depend on another.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

MICROSOFT = "com.microsoft"
Weights = Mapping[str, NDArray[np.float32]]


class Graph:
    """An ONNX graph under construction; each method adds a node and gives the name of its output."""

    def __init__(self, weights: Weights, eight_bit: bool) -> None:
        self.weights = weights
        self.eight_bit = eight_bit
        self.nodes: list[Any] = []
        self.stored: dict[str, Any] = {}
        self.quantized: set[str] = set()

    def store(self, name: str, values: NDArray[Any]) -> str:
        """A constant."""
        self.stored[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def half(self, name: str, values: NDArray[np.float32]) -> str:
        """A constant kept in 16 bits and used in 32."""
        if name not in self.stored:
            self.store(name, values.astype(np.float16))
            self.node("Cast", [name], f"{name}.full", to=TensorProto.FLOAT)
        return f"{name}.full"

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **settings: Any) -> str:
        """A node with one output."""
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **settings))
        return output

    def linear(self, x: str, name: str, rows: slice = slice(None)) -> str:
        """x · Wᵀ + b with the weights `name`, or the part of their rows given."""
        matrix, bias = self.weights[f"{name}.weight"][rows].T, self.weights[f"{name}.bias"][rows]
        out = f"{name}.{rows.start or 0}.out"
        if not self.eight_bit:
            product = self.node("MatMul", [x, self.half(f"{out}.w", matrix)], f"{out}.product")
            return self.node("Add", [product, self.half(f"{out}.b", bias)], out)
        if x not in self.quantized:
            self.quantized.add(x)
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], [f"{x}.q", f"{x}.scale", f"{x}.zero"]))
        scale = np.maximum(np.abs(matrix).max(0), 1e-8) / 127
        self.store(f"{out}.w", np.rint(matrix / scale).astype(np.int8))
        self.store(f"{out}.scale", scale.astype(np.float32))
        self.store(f"{out}.zero", np.zeros(len(scale), np.int8))
        self.store(f"{out}.b", bias)
        inputs = [f"{x}.q", f"{out}.w", f"{x}.scale", f"{out}.scale", f"{x}.zero", f"{out}.zero", f"{out}.b"]
        return self.node("MatMulIntegerToFloat", inputs, out, MICROSOFT)

    def norm(self, x: str, name: str) -> str:
        """Layer normalisation in plain steps: the runtime's own one takes four times as long on a CPU."""
        gain = self.store(f"{name}.g", self.weights[f"{name}.weight"])
        bias = self.store(f"{name}.b", self.weights[f"{name}.bias"])
        least = self.store(f"{name}.least", np.array(1e-12, np.float32))
        mean = self.node("ReduceMean", [x], f"{name}.mean", axes=[-1])
        centred = self.node("Sub", [x, mean], f"{name}.centred")
        square = self.node("Mul", [centred, centred], f"{name}.square")
        variance = self.node("ReduceMean", [square], f"{name}.variance", axes=[-1])
        deviation = self.node("Sqrt", [self.node("Max", [variance, least], f"{name}.above")], f"{name}.deviation")
        even = self.node("Div", [centred, deviation], f"{name}.even")
        return self.node("Add", [self.node("Mul", [even, gain], f"{name}.scaled"), bias], f"{name}.out")

    def skip_norm(self, x: str, skip: str, name: str) -> str:
        """Layer normalisation of a sum."""
        return self.norm(self.node("Add", [x, skip], f"{name}.sum"), name)

    def layer(self, x: str, name: str, width: int, heads: int) -> str:
        """One layer of BERT, without a mask: with one, attention takes half as long again."""
        q, k, v = (self.linear(x, f"{name}.qkv", slice(i * width, (i + 1) * width)) for i in range(3))
        attended = self.node("MultiHeadAttention", [q, k, v], f"{name}.attended", MICROSOFT, num_heads=heads)
        x = self.skip_norm(self.linear(attended, f"{name}.out"), x, f"{name}.norm1")
        inner = self.node("Gelu", [self.linear(x, f"{name}.up")], f"{name}.gelu", MICROSOFT)
        return self.skip_norm(self.linear(inner, f"{name}.down"), x, f"{name}.norm2")

    def serialized(self, inputs: dict[str, tuple[int, list[Any]]], outputs: dict[str, list[Any]]) -> bytes:
        """The graph as a file's content; `outputs` name nodes' outputs with their shapes."""
        graph = helper.make_graph(
            self.nodes,
            "analysis",
            [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()],
            list(self.stored.values()),
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets)
        model.ir_version = 9
        content: bytes = model.SerializeToString()
        return content


def encoder_graph(weights: Weights, layers: int, longest: int, eight_bit: bool = True) -> bytes:
    """Pieces and features of a window → embeddings, what sentence vectors are made of, the last states, the tags."""
    g = Graph(weights, eight_bit)
    words = weights["encoder.words.weight"]
    scale = np.maximum(np.abs(words).max(1, keepdims=True), 1e-8) / 127
    g.store("words", np.rint(words / scale).astype(np.int8))
    g.store("words.scale", scale.astype(np.float32))
    small = g.node("Gather", ["words", "ids"], "words.small")
    full = g.node("Cast", [small], "words.cast", to=TensorProto.FLOAT)
    word = g.node("Mul", [full, g.node("Gather", ["words.scale", "ids"], "words.scaled")], "word")
    place = g.half("positions", weights["encoder.positions.weight"][:longest])
    place = g.node("Gather", [place, "places"], "place")
    feature = g.node("Gather", [g.store("kinds", weights["encoder.features.weight"]), "features"], "feature")
    x = g.node("Add", [g.node("Add", [word, place], "word.place"), feature], "embedded")
    states = [g.norm(x, "encoder.norm")]
    for number in range(layers):
        states.append(g.layer(states[-1], f"encoder.layers.{number}", 384, 12))
    g.node("Identity", [states[0]], "first")
    own = g.linear(g.norm("word", "meaning.norm"), "meaning.words")
    g.node("Add", [states[layers // 2], own], "middle")
    g.eight_bit = False
    g.node("Identity", [states[layers]], "last")
    g.node("Identity", [g.linear("last", "tags")], "tags")
    ints = (TensorProto.INT64, [1, "T"])
    wide: list[Any] = [1, "T", 384]
    return g.serialized(
        {"ids": ints, "features": ints, "places": ints},
        {"first": wide, "middle": wide, "last": wide, "tags": [1, "T", 5]},
    )


def meaning_graph(weights: Weights, layers: int) -> bytes:
    """The middle states of one sentence (1, T, 384) → states whose average is its vector."""
    g = Graph(weights, eight_bit=True)
    x = "middle"
    for number in range(layers):
        x = g.layer(x, f"meaning.layers.{number}", 384, 12)
    g.node("Identity", [x], "meaning")
    wide: list[Any] = [1, "T", 384]
    return g.serialized({"middle": (TensorProto.FLOAT, wide)}, {"meaning": wide})


def reader_graph(weights: Weights, name: str, eight_bit: bool) -> bytes:
    """States of a window (T, 384) and marked spans in it → labels (N, R, ·) and classes (N, ·)."""
    layers, width, heads = 2, 128, 4
    g = Graph({k.removeprefix(f"{name}."): v for k, v in weights.items() if k.startswith(f"{name}.")}, eight_bit=False)
    row = g.node("MatMul", ["spans", "states"], "row")
    pieces = g.node("Gather", [g.linear("states", "piece"), "region"], "pieces")
    span = g.node("Unsqueeze", [g.linear(row, "span"), g.store("one", np.array([1]))], "span")
    split = g.store("split", np.array([width, width]))
    for x in (pieces, span):
        g.nodes.append(helper.make_node("Split", [x, split], [f"{x}.add", f"{x}.times"], axis=-1))
    x = g.node("Add", [f"{pieces}.add", f"{span}.add"], "sum1")
    x = g.node("Add", [x, g.node("Mul", [f"{pieces}.times", f"{span}.times"], "product")], "sum2")
    for table in ("offset", "relation"):
        rows = g.node("Gather", [g.half(f"{table}.rows", g.weights[f"{table}.weight"]), table], f"{table}.found")
        x = g.node("Add", [x, rows], f"sum.{table}")
    x = g.norm(x, "norm")
    g.eight_bit = eight_bit
    for number in range(layers):
        x = g.layer(x, f"layers.{number}", width, heads)
    g.eight_bit = False
    g.node("Identity", [g.linear(x, "labels")], "labels")
    at_span = g.node("MatMul", ["inside", x], "at_span")
    weigh = g.node("Add", [g.linear(x, "weigh"), "bias"], "weighed")
    weight = g.node("Transpose", [g.node("Softmax", [weigh], "weight", axis=1)], "weight.across", perm=[0, 2, 1])
    around = g.node("MatMul", [weight, x], "around")
    row3 = g.node("Unsqueeze", [row, "one"], "row3")
    pooled = g.node("Concat", [at_span, around, row3], "pooled", axis=-1)
    hidden = g.node("Gelu", [g.linear(pooled, "hidden")], "hidden.gelu", MICROSOFT)
    g.node("Squeeze", [g.linear(hidden, "classes"), "one"], "classes")
    index: tuple[int, list[Any]] = (TensorProto.INT64, ["N", "R"])
    inputs: dict[str, tuple[int, list[Any]]] = {
        "states": (TensorProto.FLOAT, ["T", 384]),
        "spans": (TensorProto.FLOAT, ["N", "T"]),
        "region": index,
        "offset": index,
        "relation": index,
        "inside": (TensorProto.FLOAT, ["N", 1, "R"]),
        "bias": (TensorProto.FLOAT, ["N", "R", 1]),
    }
    return g.serialized(inputs, {"labels": ["N", "R", "L"], "classes": ["N", "C"]})


def grammar_graph(weights: Weights, layers: int) -> bytes:
    """Embeddings and last states of a window (1, T, 384) → the states that words are read from."""
    g = Graph(weights, eight_bit=True)
    x = g.node("Add", ["embedded", g.linear("last", "first")], "entered")
    for number in range(layers):
        x = g.layer(x, f"layers.{number}", 384, 12)
    g.node("Identity", [x], "states")
    wide: list[Any] = [1, "T", 384]
    return g.serialized(dict.fromkeys(("embedded", "last"), (TensorProto.FLOAT, wide)), {"states": wide})


def words_graph(weights: Weights) -> bytes:
    """States of words (N, 384) → scores of all labels, and the two views of each word for arcs, relations and links."""
    g = Graph(weights, eight_bit=False)
    outputs = {}
    for name in ("upos", "tags", "names", "types", "arcs", "relations", "links"):
        scores = g.linear("words", name)
        if name in ("arcs", "links"):
            scores = g.node("Gelu", [scores], f"{name}.active", MICROSOFT)
        g.node("Identity", [scores], name)
        outputs[name] = ["N", weights[f"{name}.weight"].shape[0]]
    return g.serialized({"words": (TensorProto.FLOAT, ["N", 384])}, outputs)


def pairs_graph(weights: Weights, name: str, both: bool) -> bytes:
    """Two views of words (N, w) and (M, w) → how likely each pair is (N, M)."""
    g = Graph(weights, eight_bit=False)
    matrix = weights[f"{name}.weight"][0]
    width = matrix.shape[0] - 1
    across = g.node("MatMul", ["one", g.half("across", matrix[:, :width][:width])], "half")
    across = g.node("Add", [across, g.half("of.other", matrix[width:, :width])], "half.all")
    scores = g.node("MatMul", [across, g.node("Transpose", ["other"], "turned", perm=[1, 0])], "pairs")
    if both:
        alone = g.node("MatMul", ["one", g.half("of.one", matrix[:width, width:])], "alone")
        alone = g.node("Add", [alone, g.half("of.none", matrix[width:, width:])], "alone.all")
        scores = g.node("Add", [scores, alone], "pairs.all")
    g.node("Identity", [scores], "scores")
    wide = (TensorProto.FLOAT, ["N", width])
    return g.serialized({"one": wide, "other": (TensorProto.FLOAT, ["M", width])}, {"scores": ["N", "M"]})


def relation_graph(weights: Weights) -> bytes:
    """A view of each word and one of its head (N, w) → scores of the relations (N, ·)."""
    g = Graph(weights, eight_bit=False)
    both = g.node("Gelu", [g.node("Add", ["one", "other"], "both")], "active", MICROSOFT)
    g.node("Identity", [g.linear(both, "relation")], "scores")
    count, width = weights["relation.weight"].shape
    wide = (TensorProto.FLOAT, ["N", width])
    return g.serialized({"one": wide, "other": wide}, {"scores": ["N", count]})


def write_grammar(path: Path, weights: Weights, layers: int) -> None:
    """Write the model file of the grammar."""
    contents = {
        "states.onnx": grammar_graph(weights, layers),
        "words.onnx": words_graph(weights),
        "arcs.onnx": pairs_graph(weights, "arc", both=False),
        "relations.onnx": relation_graph(weights),
        "links.onnx": pairs_graph(weights, "link", both=True),
        "surface.npz": arrays_file({n: weights[f"{n}.weight"] for n in ("near", "match")}),
    }
    _write(path, contents)


def arrays_file(weights: Weights) -> bytes:
    """Arrays in 16 bits; they are small enough for numpy."""
    arrays = {n: values.astype(np.float16) for n, values in weights.items()}
    out = io.BytesIO()
    np.savez(out, **arrays)  # type: ignore[arg-type, unused-ignore]
    return out.getvalue()


def write_model(path: Path, weights: Weights, tokenizer: str, settings: dict[str, Any]) -> None:
    """Write the model file. The same weights give the same bytes."""
    from analysis.encoding.windows import LONGEST

    contents = {
        "encoder.onnx": encoder_graph(weights, layers=6, longest=LONGEST),
        "reader.onnx": reader_graph(weights, "reader", eight_bit=True),
        "meaning.onnx": meaning_graph(weights, layers=3),
        "tone.onnx": reader_graph(weights, "tone", eight_bit=False),
        "heads.npz": arrays_file({n: v for n, v in weights.items() if n.startswith("valence.")}),
        "tokenizer.json": tokenizer.encode(),
        "settings.json": json.dumps(settings, indent=1).encode(),
    }
    _write(path, contents)


def _write(path: Path, contents: dict[str, bytes]) -> None:
    """Parts → a file, the same parts always the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def write_settings(path: Path, settings: dict[str, Any]) -> None:
    """Put other settings into a model file."""
    with zipfile.ZipFile(path) as file:
        contents = {n: file.read(n) for n in file.namelist()}
    contents["settings.json"] = json.dumps(settings, indent=1).encode()
    _write(path, contents)
