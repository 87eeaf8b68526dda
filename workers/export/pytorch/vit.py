"""The Vision Transformer of config.json, by timm's names, which its weights fill: torchvision has none as small."""
import torch
from torch import nn
from torch.nn import functional as F

PATCH, GRID, DEPTH = 16, 14, 12


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.qkv, self.proj = heads, nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attn = nn.LayerNorm(width, eps=1e-6), Attention(width, heads)
        self.norm2, self.mlp = nn.LayerNorm(width, eps=1e-6), Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.proj = nn.Conv2d(3, width, PATCH, PATCH)

    def forward(self, x):
        return self.proj(x)


class VisionTransformer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.patch_embed = PatchEmbed(width)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + GRID ** 2, width))
        self.blocks = nn.Sequential(*(Block(width, width // 64) for _ in range(DEPTH)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Identity()

    def positions(self, side):
        """For so many patches a side, as timm's resample_abs_pos_embed."""
        if side == GRID:
            return self.pos_embed
        first, rest = self.pos_embed[:, :1], self.pos_embed[:, 1:]
        rest = rest.reshape(1, GRID, GRID, -1).permute(0, 3, 1, 2)
        rest = F.interpolate(rest, size=(side, side), mode='bicubic', antialias=True)
        return torch.cat([first, rest.permute(0, 2, 3, 1).reshape(1, side * side, -1)], 1)

    def forward(self, x):
        x = self.patch_embed(x)
        positions = self.positions(x.shape[-1])
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x.flatten(2).transpose(1, 2)], 1) + positions
        return self.head(self.norm(self.blocks(x)[:, 0]))


def vision_transformer(arch):
    """timm's `deit_tiny_patch16_224` and its like."""
    return VisionTransformer({'tiny': 192, 'small': 384}[arch.split('_')[1]])
