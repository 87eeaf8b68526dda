/** Every problem in Simplified Chinese: what happened, what it means, what to do. */
import { type ProblemValues, TORCH_ENDINGS } from '../../../workers/protocol'
import { duration } from '../../ui/format'
import { numbersOf } from '../../ui/numbers'
import { kindsZh } from './kinds.zh'
import type { ProblemTexts, tableFaultsEn } from './problems.en'

/** 若干名称中的前几个。 */
const some = (names: readonly string[]) => names.slice(0, 4).join('、') + (names.length > 4 ? `等 ${n(names.length)} 个` : '')
const { n } = numbersOf('zh-CN')
const WEIGHTS_FILE = `请选择此处提供的网络、采用 torchvision 或 timm 命名的 .safetensors 文件或 PyTorch 文件（${TORCH_ENDINGS.join('、')}），或在此下载的模型。`
/** 接在“是”之后。 */
const OTHER_KIND: Readonly<Record<ProblemValues['weights-other-kind']['kind'], string>> = {
  keras: 'Keras 写出的 HDF5 文件',
  tflite: 'TensorFlow Lite 模型',
  gguf: 'GGUF 文件',
  numpy: 'NumPy 数组',
  html: '网页或 XML 文件',
  zip: '并非由 PyTorch 写出的 zip 压缩包',
  tar: 'tar 归档',
}
const megabytes = (bytes: number) => `${n(Math.ceil(bytes / 1e6))} MB`

const NOT_STARTED: Readonly<Record<ProblemValues['not-started']['part'], string>> = {
  trainer: '页面的训练部分',
  decoder: '页面的图片读取部分',
  downloads: '页面的下载部分',
  push: '页面中把模型发送到 hub 的部分',
  map: '页面的图谱绘制部分',
  thread: '一个训练线程',
  engine: '训练引擎',
  graphics: '显卡',
}

const NO_STORAGE: Readonly<Record<ProblemValues['no-storage']['why'], string>> = {
  blocked: '此浏览器不为本页面保存任何内容。',
  newer: '此浏览器用过更新版本的 Trainyard，本页面无法读取其保存的内容。',
  held: '另一个标签页正以其他版本的 Trainyard 占用保存的内容。',
  silent: '浏览器的存储没有响应。',
}
const NO_STORAGE_TODO: typeof NO_STORAGE = {
  blocked: '请在浏览器设置中允许此地址保存数据，或退出无痕窗口，然后刷新；或在关闭标签页之前下载模型。',
  newer: '请刷新页面以使用新版本；或在关闭标签页之前下载模型。',
  held: '请关闭其他 Trainyard 标签页并刷新本页；或在关闭标签页之前下载模型。',
  silent: '请重新启动浏览器；或在关闭标签页之前下载模型。',
}

/** What a push that failed left behind. */
const hubUnchanged = (made: string | null) =>
  made === null
    ? 'Hub 上没有任何改变，模型仍原样保留在这里。'
    : `已建立的仓库“${made}”会留在 hub 上，在推送成功之前是空的。模型仍原样保留在这里。`

/** Why a table gives no labels; what to do about it. */
export const tableFaultsZh: typeof tableFaultsEn = {
  'not-text': { why: '它不是文本文件。', todo: '请另存为 CSV（UTF-8）：不支持 Excel 文件。' },
  'not-a-table': { why: '它不是由行组成的列表。', todo: '请另存为 CSV，或每张图片一个对象的 JSON Lines。' },
  'no-text-table': {
    why: '不读取 MATLAB、电子表格和 Python 的文件。',
    todo: '请另存为 CSV，每张图片一行：文件名和标签（在 Python 中用 scipy.io.loadmat 或 pandas 读取，用 to_csv 保存）。',
  },
  unreadable: { why: '文件无法打开：已被移动或已损坏。', todo: '请重新选择。' },
  'too-large': { why: '文件过大：最多读取 64 MB（JSON 为 8 MB）和一千万个单元格。', todo: '请只保留文件名列和标签列。' },
  'row-too-long': { why: '有一行超过一百万个字符，或超过 2,000 列。', todo: '请只保留文件名列和标签列。' },
  'no-files': { why: '没有一列与已打开的图片名称相符。', todo: '请与它所描述的图片文件夹一起打开，或选择文件名列。' },
  'no-label-column': {
    why: '没有一列像标签：各列只有一个值、几乎每行都不同，或是测量值。',
    todo: '请选择标签列，或打开另一个表格。',
  },
  'one-label': { why: '它给所有图片相同的标签。', todo: '请选择另一个标签列。' },
  'nothing-to-learn': { why: '它只给测试图片标签，无法从中学习。', todo: '请添加训练图片的表格。' },
  missing: { why: '它不在已打开的文件中。', todo: '请检查文件名，或与图片一起打开。' },
  'no-such-column': { why: '它没有所给名称的列。', todo: '请检查第一行中的列名；没有名称的列称为 #1、#2 等。' },
}

export const problemsZh: ProblemTexts = {
  'no-pictures': ({ files, foreign, inside }) => ({
    what:
      files === 0
        ? '里面没有任何文件。'
        : foreign
          ? `${n(files)} 个文件中没有可以读取的图片：其中 ${n(foreign.files)} 个是 ${kindsZh[foreign.kind].name} 文件。`
          : `${n(files)} 个文件中没有找到图片。`,
    means: 'Trainyard 支持 JPEG、PNG、WebP、GIF、BMP、AVIF 和 TIFF 文件。',
    todo: foreign
      ? kindsZh[foreign.kind].todo
      : inside
        ? `${inside.kind === 'table' ? `“${inside.file}”是表格：请与它的图片一起打开。如果图片以数字形式存放在其中，` : `“${inside.file}”可能以数字形式包含图片：`}请把每张图片另存为 PNG，放进以类别命名的文件夹（用 Python 的 Pillow 几行即可），再打开包含它们的文件夹。`
        : '请选择存放图片的文件夹，或它的 zip 压缩包。',
  }),
  'one-class': ({ name, pictures, table }) => ({
    what: `只找到一个类别：“${name}”，共 ${n(pictures)} 张图片。`,
    means: `分类器用来区分不同事物，至少需要两个类别。${table ? `“${table.file}”无法提供标签：${tableFaultsZh[table.fault].why}` : ''}`,
    todo: '请把每个类别放进各自的文件夹，或用类别命名文件（cat.0.jpg、dog.0.jpg），再打开包含它们的文件夹。也可以拖入为每个文件给出标签的表格（CSV），或换一种解读方式。零散的图片可在页面的“数据”→“摄像头或相册”中逐类添加。',
  }),
  'too-many-classes': ({ classes, limit }) => ({
    what: `这样解读会得到 ${n(classes)} 个类别，最多支持 ${n(limit)} 个。`,
    means: '通常是每张图片一个文件夹，或文件名被当成了类别名。',
    todo: '请打开以类别为子文件夹的那个文件夹，或改用另一种解读方式。',
  }),
  'table-unusable': ({ file, fault }) => ({
    what: `表格“${file}”无法提供标签。`,
    means: tableFaultsZh[fault].why,
    todo: tableFaultsZh[fault].todo,
  }),
  'class-too-small': ({ name, pictures }) => ({
    what: `类别“${name}”只有 ${n(pictures)} 张图片。`,
    means: '每个类别至少需要一张用于学习、一张用于验证。',
    todo: '请为该类别添加图片，或移走它的文件夹，然后重新打开；也可以换一种解读方式。',
  }),
  'bad-pattern': ({ pattern, why, detail }) => ({
    what: why === 'no-label' ? `名称模式“${pattern}”没有说明类别在哪里。` : `无法理解名称模式“${pattern}”${detail && `：${detail}`}。`,
    means: '没有按它解读图片。',
    todo: '请在类别所在处写 {label}，例如 {label}_{n}；或写一个带分组的正则表达式，例如 ^([a-z]+)_。不支持前瞻和反向引用。',
  }),
  'zip-unreadable': ({ file }) => ({
    what: `无法读取压缩包“${file}”。`,
    means: '它已损坏、不完整，或者内容与名称不符。',
    todo: '请重新下载或打包，或先解压再选择文件夹。',
  }),
  'zip-encrypted': ({ file }) => ({
    what: `压缩包“${file}”设有密码。`,
    means: 'Trainyard 不打开加密的 zip。',
    todo: '请自行解压后选择文件夹。',
  }),
  'zip-too-large': ({ file }) => ({
    what: `压缩包“${file}”解压后过大，无法查看。`,
    means: '压缩包中的压缩包以及压缩的 tar 必须先解压才能列出文件，总共最多 2 GB。有些压缩包是专门用来耗尽内存的。',
    todo: '如果您信任它，请自行解压后选择文件夹。',
  }),
  'archive-unsupported': ({ file, kind }) => ({
    what: kind === 'split' ? `“${file}”是分卷压缩包的一部分。` : `“${file}”的压缩方式（${kind}）在这里无法打开。`,
    means: 'Trainyard 可打开文件夹、普通的 zip（仅存储或 deflate 压缩）、.tar 和 .tar.gz。',
    todo:
      kind === 'split'
        ? '请用制作它的程序（7-Zip、WinRAR、“zip -s 0”）合并各分卷，解压后选择文件夹。'
        : '请自行解压后选择文件夹，或将文件夹重新打包为普通 zip。',
  }),
  'cannot-decode': ({ file }) => ({
    what: `“${file}”无法作为图片显示。`,
    means: '它已损坏，或者是本浏览器不支持的格式。',
    todo: '请换一张图片，或将它另存为 JPEG 或 PNG。',
  }),
  'permission-lost': ({ name }) => ({
    what: `浏览器不再允许读取“${name}”。`,
    means: '文件夹被移动了，或者授权已失效。',
    todo: '请重新选择该文件夹。已训练的内容会保留。',
  }),
  'weights-malformed': ({ file, detail }) => ({
    what: `“${file}”不是可读取的权重文件（${detail}）。`,
    means: '之前选择的权重继续使用。',
    todo: WEIGHTS_FILE,
  }),
  'weights-torch': ({ file, detail }) => ({
    what: `“${file}”不是此处可读取的 PyTorch 文件（${detail}）。`,
    means: 'torch.save 写出的内容只作为数据读取，其中的任何代码都不会运行。之前选择的权重继续使用。',
    todo: '请在 Python 中重新保存：torch.save(model.state_dict(), "weights.pth")。',
  }),
  'weights-other-names': ({ file, names }) => ({
    what: `“${file}”中张量的名称与这里的网络不同，例如 ${names.join('、')}。`,
    means: '此处按 torchvision 或 timm 给张量的名称来识别网络；按这些名称，它不是此处提供的任何网络。之前选择的权重继续使用。',
    todo: '如果它就是其中之一，请在 Python 中改用这些名称保存；或从 Hugging Face 获取这样的权重。',
  }),
  'weights-other-kind': ({ file, kind }) => ({
    what: `“${file}”是${OTHER_KIND[kind]}。`,
    means: '此处读取 PyTorch 体系的网络。之前选择的权重继续使用。',
    todo: kind === 'zip' || kind === 'tar' ? `请解压后使用其中的 .safetensors 或 .pth 文件。${WEIGHTS_FILE}` : WEIGHTS_FILE,
  }),
  'weights-mismatch': ({ file, network, name, expected, got }) => ({
    what: `“${file}”与最接近的网络 ${network} 不匹配：${name} 应为 ${expected}，实际为 ${got}。`,
    means: '它属于另一种网络，或者被改动过。之前选择的权重继续使用。',
    todo: '请选择此处提供的网络、采用 torchvision 或 timm 命名的权重：配方会使用权重所属的网络。',
  }),
  'weights-other-parts': ({ file, network, got, more }) => ({
    what: `“${file}”含有 ${network} 没有的部分：“${got}”${more ? `，以及另外 ${n(more)} 个张量` : ''}。`,
    means: '它属于更大的网络，或含有其他部分的网络；去掉这些部分会答错。之前选择的权重继续使用。',
    todo: '请选择此处提供的网络的权重。注意力按 timm 的名称（layer1.0.se.fc1.weight）读取；也可以用网络旁的“注意力”加入普通权重。',
  }),
  'weights-unsound': ({ file, name, value }) => ({
    what: `“${file}”已损坏：${name} 中含有 ${value}。`,
    means: '任何网络都无法使用这样的数值：产生它的训练出了问题，或者文件已损坏。之前选择的权重继续使用。',
    todo: '请从原处重新获取该文件，或选择其他文件。',
  }),
  'weights-onnx': ({ file, detail }) => ({
    what: `无法从“${file}”继续训练（${detail}）。`,
    means: 'ONNX 文件是用来作答的。此版本下载的 ONNX 文件也含有训练所需的内容，其他的没有。之前选择的权重继续使用。',
    todo: '请使用同一模型的 .safetensors 文件，或在此重新下载其 ONNX 文件。',
  }),
  'weights-other-vit': ({ file, kind, got, example }) => ({
    what: {
      part: `“${file}”是另一种 Vision Transformer：其中有这里的网络没有的“${got}”。`,
      patch: `“${file}”是图块边长 ${got} 像素的 Vision Transformer；这里的网络使用 16 像素的图块。`,
      positions: `“${file}”是用于 ${got} 像素图片的 Vision Transformer：它学到的位置与这里用于 224 像素的不同。`,
    }[kind],
    means: {
      part: '蒸馏版 DeiT、DeiT III 等含有更多部分；去掉它们会答错。之前选择的权重继续使用。',
      patch: '这是另一种网络。之前选择的权重继续使用。',
      positions: '此处不会把它的位置换算为 224 像素的位置。之前选择的权重继续使用。',
    }[kind],
    todo: `请使用此处提供的网络的权重，例如 ${example}。它们可以用边长为 16 的倍数的图片训练。`,
  }),
  'weights-padding': ({ file }) => ({
    what: `“${file}”没有说明它是 PyTorch 的网络还是 TensorFlow 的网络。`,
    means:
      'timm 给两者相同的参数名，而名称以 tf_ 开头的网络以另一种方式补零：只有文件或模型的名称能区分它们，读错会答错。之前选择的权重继续使用。',
    todo: '请用 timm 给这些权重的完整名称为文件命名，例如 PyTorch 的 efficientnet_b0.ra_in1k 或 TensorFlow 的 tf_efficientnet_b0.ns_jft_in1k；也可以按该名称从 Hugging Face 获取。',
  }),
  'weights-normalisation': ({ file, known, example }) => ({
    what: `“${file}”训练时使用了另一种颜色归一化，或没有说明使用哪一种。`,
    means:
      '图片送入网络之前，颜色要减去均值并除以标准差。Trainyard 使用 ImageNet 的均值和标准差；timm 的部分权重用别的数值训练，在这里会答错。之前选择的权重继续使用。',
    todo: `请使用名称以 ${known} 之一结尾的权重，例如 ${example}，并在文件名中保留完整名称。`,
  }),
  'weights-too-large': ({ file, limit }) => ({
    what: `“${file}”超过 ${megabytes(limit)}。`,
    means: 'ResNet18 的权重约 47 MB，这里最大的网络约 276 MB。之前选择的权重继续使用。',
    todo: '请选择只包含一个这样的网络的权重、不含优化器状态的文件。',
  }),
  'no-webgpu': () => ({
    what: '此浏览器在这里不提供 WebGPU。',
    means: '无法使用显卡，但可以使用处理器。',
    todo: '请把设备改为“处理器”，或在有 WebGPU 的地方打开本页：Chrome 或 Edge 113（Windows、macOS、ChromeOS；Android 需 121；Linux 需 144，且仅部分显卡），Firefox 141（Windows）或 145（Apple 芯片的 Mac），Safari 26（macOS、iOS、iPadOS 26；更早的 macOS 上 Safari 没有）。',
  }),
  'no-wasm': ({ detail }) => ({
    what: `此浏览器无法运行用处理器训练的部分（${detail}）。`,
    means: '它没有带 SIMD 的 WebAssembly，或者被关闭了：例如 Apple 设备的锁定模式、网站自身的策略，或管理此设备的人。',
    todo: '请更新浏览器（Chrome 和 Edge 从 91 起、Firefox 从 89 起、Safari 从 16.4 起支持），在被关闭处为本页设置例外，或用其他浏览器打开。',
  }),
  'device-lost': ({ detail }) => ({
    what: `图形设备断开（${detail}）。`,
    means: '驱动被重置或被其他程序占用。已完成的轮次会保留。',
    todo: '请重新开始训练；如果再次发生，请把设备改为“处理器”。',
  }),
  'device-too-small': ({ batch, size, needed, given, suggested }) => ({
    what: `批大小 ${n(batch)}、图片 ${n(size)} 像素需要 ${megabytes(needed)}；${given === null ? '设备没有这么多可用内存' : `本设备提供 ${megabytes(given)}`}。`,
    means: '训练没有开始。批大小和图片尺寸决定每一步占用的内存。',
    todo: suggested ? `请将批大小设为 ${n(suggested)}，或使用更小的图片。` : '请使用更小的图片，或将设备改为“处理器”。',
  }),
  'out-of-memory': ({ batch, size }) => ({
    what: `批大小 ${n(batch)}、图片 ${n(size)} 像素时内存耗尽。`,
    means: '训练无法继续。已完成的轮次会保留。',
    todo: '请将批大小减半或使用更小的图片，关闭其他标签页后重新开始。',
  }),
  'storage-full': ({ needed, free }) => ({
    what: `浏览器存储已满：需要 ${megabytes(needed)}，剩余 ${megabytes(free)}。`,
    means: '之前保存的内容不会丢失。',
    todo: '请释放磁盘空间，或在浏览器设置中删除其他网站的数据，然后重试。',
  }),
  'file-not-written': ({ file, full, detail }) => ({
    what: full ? `磁盘空间不足，无法写入“${file}”。` : `无法写入“${file}”${detail && `（${detail}）`}。`,
    means: '已写入的部分已丢弃；您的图片没有变化。',
    todo: full ? '请腾出空间，或选择其他磁盘上的位置，然后重试。' : '请选择另一个可以写入的位置，然后重试。',
  }),
  'no-storage': ({ why, detail }) => ({
    what: `${NO_STORAGE[why]}${detail && `（${detail}）`}`,
    means: '训练和下载照常可用，但关闭标签页后，训练记录和修改都会丢失。',
    todo: NO_STORAGE_TODO[why],
  }),
  diverged: ({ epoch, step }) => ({
    what: `损失在第 ${n(epoch)} 轮第 ${n(step)} 步失控。`,
    means: '步子太大，网络被破坏（发散）。',
    todo: '请将学习率降到十分之一后重新开始。',
  }),
  'decode-failures': ({ failed, of }) => ({
    what: `${n(of)} 张图片中有 ${n(failed)} 张无法解码。`,
    means: '缺失这么多图片，结果没有意义。',
    todo: '请检查文件是否完整（打开几张看看），再重新打开文件夹。',
  }),
  'nothing-learnt': ({ network }) => ({
    what: `${network} 从未训练的状态开始，还没有学过。`,
    means: '它从图片中看到的是随机的，因此无法回答，也无法指出该标注哪些。',
    todo: '请先手动标注一些图片并训练，或在“训练”的“从什么开始”中选择预训练权重。',
  }),
  'no-model': () => ({
    what: '还没有训练好的模型。',
    means: '预测和下载使用最近一次训练的模型。',
    todo: '请先训练：打开图片，然后按“开始训练”。',
  }),
  'no-dataset': () => ({
    what: '还没有图片。',
    means: '训练需要图片。',
    todo: '请在“数据”中打开文件夹或压缩包，或用手绘宠物试一试。',
  }),
  'no-picture': () => ({
    what: '这张图片已不在打开的图片之中。',
    means: '其间打开了别的图片。',
    todo: '请关闭显示它的窗口，再从现在打开的图片中选择。',
  }),
  'no-training-pictures': ({ validation }) => ({
    what: '没有可供学习的图片。',
    means: validation > 0 ? `全部 ${n(validation)} 张图片都留作验证。` : '所有图片都已被排除或移走。',
    todo: '请在“数据”中把每个类别的一些图片移到训练，或恢复被排除的图片；也可以打开包含训练图片的文件夹。',
  }),
  'one-training-class': ({ name }) => ({
    what: `只有“${name}”有可供学习的图片。`,
    means: '只有一个类别时，网络学不会区分。',
    todo: '请在“数据”中把其他类别的图片移到训练，或打开包含它们的文件夹。',
  }),
  'no-validation-pictures': ({ training }) => ({
    what: '没有留作验证的图片。',
    means: `全部 ${n(training)} 张图片都用于训练，无法判断模型好坏，也无法选出最佳轮次。`,
    todo: '请在“数据”中把每个类别的几张图片移到验证。',
  }),
  'stopped-early': () => ({
    what: '训练在学到任何东西之前就停止了。',
    means: '这次没有得到模型；之前训练的模型仍然保留。',
    todo: '点击“训练”重新开始。',
  }),
  'no-test-pictures': () => ({
    what: '打开的文件夹里没有测试图片。',
    means: '提交文件要对没有标签的图片作答，例如 Kaggle 的 test1。',
    todo: '请在“数据”中同时打开 train 和 test1，再生成提交文件。',
  }),
  'sample-unreadable': ({ file, why }) => ({
    what: `“${file}” 无法作为提交样例读取：${
      {
        'too-large': '它大于 256 MB',
        'no-text': '它不是 UTF-8 或 UTF-16 文本',
        'no-columns': '第一行没有至少两个列名',
        'no-rows': '标题下面没有任何行',
        uneven: '各行的单元格数与标题不一致',
      }[why]
    }。`,
    means: '提交样例是一张表：先是标题，然后每个编号一行。之前的选择保持不变。',
    todo: '请选择竞赛的 sample_submission.csv 原文件（若是 zip，请先解压）。',
  }),
  'sample-columns': ({ file, columns, classes }) => ({
    what: `“${file}” 的列是 ${some(columns)}；模型认识的是 ${some(classes)}。`,
    means: '没有一列与类别同名，因此无法知道哪个答案属于哪一列。',
    todo: '请在“数据”中把类别改成与列相同的名称并重新训练，或打开为这个竞赛训练的那次训练。',
  }),
  busy: () => ({
    what: '网络正用于训练或搜索。',
    means: '为保证速度，训练器一次只做一件事。',
    todo: '请停止它或等它结束，然后重试。',
  }),
  'bad-option': ({ option, value }) => ({
    what: `${option} 不能设为“${value}”。`,
    means: '训练没有以此值开始。',
    todo: '请在字段旁标注的范围内选择。',
  }),
  'size-of-patches': ({ size, patch, below, above }) => ({
    what: `${n(size)} 像素的图片不适合此网络。`,
    means: `Vision Transformer 把图片切成 ${patch} 像素的方块，并且只接受整块。没有开始训练。`,
    todo: `请选择 ${n(below)} 或 ${n(above)} 像素。`,
  }),
  'export-check-failed': ({ format, difference }) => ({
    what: `检查 ${format} 文件时发现答案不同（相差 ${difference.toPrecision(2)}）。`,
    means: '它在别处不会给出相同的预测，因此没有提供下载。',
    todo: '请重试或换一种格式，并报告此错误。',
  }),
  'no-weights-address': ({ from }) => ({
    what: `“${from}” 既不是 Hugging Face 上的模型名，也不是 .safetensors 或 .pth 文件的 https 地址。`,
    means: '没有下载任何内容。',
    todo: '请填写如 timm/resnet18.tv_in1k 的名称，或如 https://example.org/resnet18.safetensors 的地址，也可直接拖入文件。',
  }),
  'download-failed': ({ address, detail }) => ({
    what: `无法下载 ${address}（${detail}）。`,
    means: '之前的选择继续使用。',
    todo: '请检查网络和地址后重试。有些服务器不允许其他网站的页面读取：请用浏览器下载文件后拖入。',
  }),
  'download-damaged': ({ address }) => ({
    what: `${address} 下载后已损坏：其 SHA-256 与 Hugging Face 公布的不一致。`,
    means: '该文件已丢弃。之前的选择继续使用。',
    todo: '请重试。如果再次发生，说明传输途中有东西改动了文件：请换一个网络，或自行拖入文件。',
  }),
  'download-stalled': ({ address, seconds }) => ({
    what: `${address} 已有 ${duration(seconds, 'zh-CN')}没有发送任何数据。`,
    means: '下载已放弃。之前的选择继续使用。',
    todo: '请重试；从 Hugging Face 下载会从中断处继续。如果再次发生，说明服务器停机或途中被拦截：请用浏览器下载文件后拖入。',
  }),
  'download-redirected': ({ address }) => ({
    what: `${address} 会跳转到另一个地址。`,
    means: '网页无法得知跳转到哪里，因此 Trainyard 不会跟随：它可能是您自己网络中的设备。之前的选择继续使用。',
    todo: '请在浏览器中打开该地址，填写它最终到达的地址，或在那里下载文件后拖入。',
  }),
  'worker-crashed': ({ detail }) => ({
    what: `训练线程意外停止（${detail}）。`,
    means: '已有的曲线和数据会保留；新的线程已就绪，图片会重新打开。',
    todo: '请重新开始训练。如果再次发生，请减小批大小或图片尺寸。',
  }),
  'hub-token': ({ why, made }) => ({
    what: why === 'wrong' ? 'Hub 不认识这个令牌。' : '这个令牌只能读取。',
    means: hubUnchanged(made),
    todo:
      why === 'wrong'
        ? '请复制完整的令牌（以 hf_ 开头），或在 huggingface.co 的设置中新建一个“Write”类型的令牌。'
        : '请在 huggingface.co 的设置中新建一个“Write”类型的令牌并粘贴到这里。',
  }),
  'hub-name-taken': ({ repository, isPrivate }) => ({
    what: `仓库“${repository}”已经存在。`,
    means: `它没有任何改变。${isPrivate ? '它是私有的：现在能看到它的人都会看到模型。' : '它是公开的：所有人都会看到模型。'}`,
    todo: '请换一个名称，或向它添加一次提交：同名文件会被替换，hub 在历史记录中保留以前的文件。',
  }),
  'hub-no-right': ({ repository, detail, made }) => ({
    what: `Hub 不允许用这个令牌写入“${repository}”（${detail}）。`,
    means: hubUnchanged(made),
    todo: '请检查所有者：您自己，或允许您写入的组织。细粒度令牌需要对该所有者的仓库有写入权限。如果 hub 说空间已用完，请先腾出空间。',
  }),
  'hub-refused': ({ repository, detail, made }) => ({
    what: `Hub 拒绝了“${repository}”（${detail}）。`,
    means: `只有全部文件到齐后 hub 才会显示模型，所以不会出现半个模型。${made === null ? '模型仍原样保留在这里。' : hubUnchanged(made)}`,
    todo: '如果是名称的问题，请换一个名称。否则请重试；如果仍不行，请下载文件夹并在 huggingface.co 上手动上传。',
  }),
  'hub-unreachable': ({ isOffline, detail, made }) => ({
    what: isOffline ? '当前没有网络。' : `无法连接 hub，或连接中断（${detail}）。`,
    means: `只有全部文件到齐后 hub 才会显示模型，所以不会出现半个模型。${made === null ? '模型仍原样保留在这里。' : hubUnchanged(made)}`,
    todo: '请检查网络后再按一次。已完整送达的内容不会再次发送。',
  }),
  'part-not-fetched': () => ({
    what: '页面的一部分无法加载。',
    means: '没有网络，或者此地址上的 Trainyard 已更新为新版本。',
    todo: '请在网络可用时刷新页面。图片和训练记录都会保留。',
  }),
  'not-started': ({ part, seconds }) => ({
    what: `${NOT_STARTED[part]}在 ${duration(seconds, 'zh-CN')}内没有启动。`,
    means: '它的脚本没有送达，或者此浏览器无法运行。之前保存的内容仍在。',
    todo: '请刷新页面。如果再次发生，请检查网络连接，通过顶部的设备标签选择其他设备，或用 Chrome、Edge、Firefox 打开本页。',
  }),
  'checkpoint-unreadable': ({ run }) => ({
    what: `无法读取“${run}”保存的状态。`,
    means: '它已损坏，或由其他版本生成。',
    todo: '请用相同的配方重新训练。',
  }),
  'checkpoints-removed': ({ run }) => ({
    what: `“${run}”无法继续训练：为腾出空间，它的检查点已被删除。`,
    means: '没有任何损坏：模型和各项数据仍在，可以照常使用。',
    todo: '请直接使用该模型，或用相同的配方和更多轮数重新训练。',
  }),
  'other-dataset': ({ run, dataset }) => ({
    what: `“${run}”是用另一组图片（“${dataset}”）训练的。`,
    means: '继续训练或查看它的回答都需要当初使用的图片。',
    todo: `请在“数据”中打开“${dataset}”，然后继续。`,
  }),
  'other-classes': ({ run }) => ({
    what: `“${run}”识别的类别与当前模型不同。`,
    means: '只有类别相同的训练才能一起回答。',
    todo: '请选择学习了相同类别的训练。',
  }),
  'other-weights': ({ weights }) => ({
    what: `此前的尝试使用的起始权重（${weights}）与现在所选的不同。`,
    means: '从不同权重开始的配方无法比较。',
    todo: '请在“训练”的“起始权重”中选择相同的权重，或者重新开始查找。',
  }),
  'classes-changed': ({ run, classes }) => ({
    what: `“${run}”学习的类别（${some(classes)}）与这些图片现在的类别不同。`,
    means: '此后有表格或另一种读取方式给了这些图片别的标签。继续训练会把两者混在一起。',
    todo: '请在“数据”中按当时的方式读取（“读取方式”，或不带表格打开），或者重新训练。',
  }),
  'no-common-pictures': ({ pictures, needed }) => ({
    what: `这些训练都没有学过的验证图片只有 ${n(pictures)} 张；至少需要 ${n(needed)} 张。`,
    means: '它们的划分不同：一个用来验证的图片，另一个已经学过，结果会显得比实际更好。',
    todo: '请选择种子和验证比例相同的训练，或者用本次训练的设置再训练一次。',
  }),
  'run-elsewhere': ({ run }) => ({
    what: `“${run}”正在另一个标签页中进行。`,
    means: '两个标签页同时处理一次训练会损坏其保存的状态。',
    todo: '请在那里继续，或关闭那个标签页后重试。',
  }),
  'run-gone': ({ run }) => ({
    what: `${run ? `“${run}”` : '这次训练'}已不存在：它已被删除。`,
    means: '它的内容无法再使用；其他训练不受影响。',
    todo: '请选择另一次训练，或重新开始一次训练。',
  }),
  'run-file-malformed': ({ file, detail }) => ({
    what: `“${file}”不是 Trainyard 保存的训练记录（${detail}）。`,
    means: '没有导入任何内容，已有的记录不受影响。',
    todo: '请选择由“导出训练记录”保存的文件。',
  }),
  unexpected: ({ detail }) => ({
    what: `发生了意外情况：${detail}`,
    means: '已完成的内容会保留。',
    todo: '请重试；如果仍然出现，请刷新页面并报告这段文字。',
  }),
}
