"""The peer of step.ts: the same step in PyTorch. Arguments: size batch frozenBlocks steps; prints one JSON object."""
import json
import os
import sys
import time

import torch

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures'))
sys.dont_write_bytecode = True
from reference import Net  # noqa: E402

size, batch, frozen, steps = map(int, sys.argv[1:5])
threads = os.cpu_count() or 1
torch.set_num_threads(threads)
net = Net(64, 2, 'article', 0.5).train()
net.freeze(frozen)
optimizer = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-3, weight_decay=1e-4)
x, y = torch.rand(batch, 3, size, size), torch.arange(batch) % 2
for i in range(-2, steps):
    if i == 0:
        start = time.time()
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()
rate = steps * batch / (time.time() - start)
print(json.dumps({'device': f'PyTorch {torch.__version__}, {threads} threads', 'rate': rate}))
