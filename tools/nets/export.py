"""A Keras model as a file for inference.js: what is computed out of what, and the weights."""

import json

import numpy as np


def packed(model, dtype: str = "float16", **about) -> bytes:
    """The file: the length of the header, the header (JSON), the weights as `model.get_weights()` lists them.

    `model`: a functional one. `about` stands in the header too. ValueError for a layer unknown to inference.js.
    """
    weights = model.get_weights()
    header = {
        "inputs": [tensor.name for tensor in model.inputs],
        **_steps(model),
        "shapes": [list(w.shape) for w in weights],
        "dtype": dtype,
        **about,
    }
    head = json.dumps(header, ensure_ascii=False).encode()
    head += b" " * (-len(head) % 4)
    return b"".join([len(head).to_bytes(4, "little"), head, *(w.astype(dtype).tobytes() for w in weights)])


def header_of(content: bytes) -> dict:
    """What a file says of itself."""
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


def weights_of(content: bytes) -> list[np.ndarray]:
    """The weights in a file, float32, for `set_weights`."""
    header = header_of(content)
    numbers = np.frombuffer(content, header["dtype"], offset=4 + int.from_bytes(content[:4], "little"))
    sizes = [int(np.prod(shape)) for shape in header["shapes"]]
    parts = np.split(numbers.astype("float32"), np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, header["shapes"], strict=True)]


def _steps(model) -> dict:
    """`steps` in an order in which they can be computed, each with what it reads; and the last one's name."""
    names = {id(tensor): tensor.name for tensor in model.inputs}
    places = {id(variable): place for place, variable in enumerate(model.weights)}
    steps: list[dict] = []

    def add(layer: str, reads: list[str], variables=(), **options) -> str:
        steps.append({"layer": layer, "from": reads, "to": f"s{len(steps)}"} | options)
        steps[-1]["weights"] = [places[id(variable)] for variable in variables]
        return steps[-1]["to"]

    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if not node.is_input:
                reads = [names[id(tensor)] for tensor in node.input_tensors]
                names[id(node.outputs[0])] = _add(node, reads, add)
    return {"steps": steps, "output": names[id(model.outputs[0])]}


def _add(node, reads: list[str], add) -> str:
    """Adds what the operation of a Keras node computes; gives the name of its result."""
    layer = node.operation
    kind = type(layer).__name__
    if kind in ("Conv2D", "Conv2DTranspose"):
        options = {"stride": layer.strides[0], "same": layer.padding == "same"}
        name = "convolution" if kind == "Conv2D" else "transposed_convolution"
        return _activated(layer.activation, add(name, reads, layer.weights, **options), add)
    if kind == "Dense":
        return _activated(layer.activation, add("dense", reads, layer.weights), add)
    if kind == "Activation":
        return _activated(layer.activation, reads[0], add)
    if kind == "LeakyReLU":
        return add("activation", reads, name="leaky_relu", slope=layer.negative_slope)
    if kind == "BatchNormalization":
        parts = layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance
        return add("batch_normalisation", reads, parts, epsilon=layer.epsilon)
    if kind == "GroupNormalization" and not layer.weights:
        return add("group_normalisation", reads, groups=layer.groups, epsilon=layer.epsilon)
    if kind == "MaxPooling2D" and tuple(layer.pool_size) == (2, 2):
        return add("pooling", reads)
    if kind == "ZeroPadding2D":
        return add("frame", reads, sides=layer.padding, mirrored=False)
    if kind == "Cropping2D":
        return add("frame", reads, sides=[[-k for k in side] for side in layer.cropping], mirrored=False)
    if kind == "Pad" and layer.mode == "symmetric":
        return add("frame", reads, sides=[list(side) for side in layer.pad_width[1:3]], mirrored=True)
    if kind == "Rescaling":
        return add("rescale", reads, factor=float(layer.scale), shift=float(layer.offset))
    if kind in ("Flatten", "Reshape"):
        return add("reshape", reads, shape=list(node.outputs[0].shape[1:]))
    if kind == "Concatenate":
        return add("concatenate", reads)
    if kind == "Embedding":
        return add("embedding", reads, layer.weights)
    if kind == "Waves":
        return add("waves", reads)
    if kind in ("Add", "Multiply"):
        numbers = [part for part in node.arguments.args if isinstance(part, int | float)]
        return add(kind.lower(), reads, **({"number": numbers[0]} if numbers else {}))
    raise ValueError(f"inference.js knows no {kind} ({layer.name})")


def _activated(function, name: str, add) -> str:
    kind = function.__name__
    return name if kind == "linear" else add("activation", [name], name=kind)
