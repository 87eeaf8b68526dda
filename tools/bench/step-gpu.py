"""The peer of step-gpu.ts: the same step in eager PyTorch, f32 with TF32 off, and a matrix product. Arguments: size batch; prints one JSON object."""
import json
import sys
import time

import torch
import torchvision

size, batch = map(int, sys.argv[1:3])
if not torch.cuda.is_available():
    sys.exit('no CUDA device')
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
net = torchvision.models.resnet18(num_classes=2).cuda().train()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4)
x, y = torch.rand(batch, 3, size, size, device='cuda'), torch.arange(batch, device='cuda') % 2


def fastest(work, repeats):
    best = float('inf')
    for i in range(repeats + 3):
        torch.cuda.synchronize()
        start = time.time()
        work()
        torch.cuda.synchronize()
        if i >= 3:
            best = min(best, time.time() - start)
    return best


def step():
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(x), y).backward()
    optimizer.step()


side = 8192
a, b = torch.rand(side, side, device='cuda'), torch.rand(side, side, device='cuda')
print(json.dumps({
    'device': f'PyTorch {torch.__version__}, {torch.cuda.get_device_name()}, f32',
    'rate': batch / fastest(step, 20),
    'ceiling': 2 * side**3 / fastest(lambda: a @ b, 10),
}))
