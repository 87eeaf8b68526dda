"""torchvision's own network with the head that a file of the studio's has, for check_hub.py and check_safetensors.py."""
import torch
import torchvision


def network(arch, state, classes):
    """Ready to answer, every tensor of `state` in its place. None where torchvision has no network of this name."""
    if not hasattr(torchvision.models, arch):
        return None
    model = getattr(torchvision.models, arch)()
    head = 'fc' if hasattr(model, 'fc') else 'classifier'
    if f'{head}.3.weight' in state:
        width = state[f'{head}.0.weight'].shape[1]
        last = torch.nn.Sequential(torch.nn.Linear(width, 256), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(256, classes))
    else:
        last = torch.nn.Linear(state[f'{head}.weight'].shape[1], classes)
    setattr(model, head, last)
    # Counts of batches are torch's alone, and evaluation does not read them.
    lacking = model.load_state_dict(state, strict=False)
    assert not lacking.unexpected_keys and all(key.endswith('num_batches_tracked') for key in lacking.missing_keys), lacking
    return model.eval()
