"""Reads and writes safetensors files with PyTorch alone (https://huggingface.co/docs/safetensors); the `safetensors` package does the same."""
import json
import struct

import numpy as np
import torch

DTYPES = {'F64': np.float64, 'F32': np.float32, 'F16': np.float16, 'I64': np.int64, 'I32': np.int32, 'U8': np.uint8}
NAMES = {torch.float64: 'F64', torch.float32: 'F32', torch.float16: 'F16', torch.int64: 'I64', torch.int32: 'I32', torch.uint8: 'U8'}


def load(path):
    """Returns (tensors by name, metadata)."""
    with open(path, 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        data = file.read()
    metadata = header.pop('__metadata__', {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        array = np.frombuffer(data[begin:end], DTYPES[entry['dtype']]).reshape(entry['shape'])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors, metadata


def save(path, tensors, metadata=None):
    """Writes tensors by name, and metadata whose values are strings."""
    header, parts, offset = {'__metadata__': metadata or {}}, [], 0
    for name, tensor in tensors.items():
        array = tensor.detach().cpu().contiguous()
        part = array.numpy().tobytes()
        header[name] = {'dtype': NAMES[array.dtype], 'shape': list(array.shape), 'data_offsets': [offset, offset + len(part)]}
        parts.append(part)
        offset += len(part)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text + b''.join(parts))
