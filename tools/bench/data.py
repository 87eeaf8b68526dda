"""Pictures a second of torchvision's DataLoader with the studio's training transform, for `npm run bench -- data`:  data.py FOLDER SIZE WORKERS < file names"""
import os, sys, time
import torch
from PIL import Image
from torchvision import transforms as T

folder, size, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(1)
files = [os.path.join(folder, f) for f in sys.stdin.read().split()]


class Pictures(torch.utils.data.Dataset):
    transform = T.Compose([T.RandomResizedCrop(size), T.RandomHorizontalFlip(), T.ToTensor(),
                           T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])

    def __len__(self): return len(files)
    def __getitem__(self, i): return self.transform(Image.open(files[i]).convert('RGB'))


if __name__ == '__main__':
    loader = torch.utils.data.DataLoader(Pictures(), 32, shuffle=True, num_workers=workers, persistent_workers=True)
    next(iter(loader))
    start = time.time()
    count = sum(len(batch) for batch in loader)
    print(count / (time.time() - start))
