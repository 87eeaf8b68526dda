/** The texts of pushing a model to the hub, in Chinese. */
import { numbersOf } from '../../../ui/numbers'
import type { en } from './en'

const { n } = numbersOf('zh')

export const zh: typeof en = {
  push: {
    open: '推送到 hub',
    title: '推送到 Hugging Face hub',
    lead: '只有在您按下“推送”时，下列文件才会离开您的电脑，发送到您自己的账号。图片不会离开。',
    repository: '仓库名称',
    repositoryHint: '一个名称；如属于您的组织，则为“所有者/名称”。',
    repositoryWrong: '只能含字母、数字、“-”、“_”和“.”，最多 96 个字符，首尾须为字母或数字；所有者之后可有一个“/”。',
    visibility: '谁可以看到',
    isPrivate: '只有您和您允许的人',
    isPublic: '所有人',
    licence: '许可证',
    licenceHint: (base) => `模型卡需要许可证。起始权重的说明：“${base}”。`,
    licenceYours: '模型卡需要许可证。网络从未训练的状态开始，由您决定。',
    licenceNone: '暂不指定',
    licenceIs: (licence) => `许可证：${licence}，与起始权重相同。`,
    licenceMissing: '请为模型卡选择许可证。',
    licences: {
      mit: 'MIT',
      'apache-2.0': 'Apache 2.0',
      'bsd-3-clause': 'BSD 三条款',
      'cc-by-4.0': 'CC BY 4.0',
      'cc-by-nc-4.0': 'CC BY-NC 4.0（非商业）',
      'cc0-1.0': 'CC0 1.0（公有领域）',
      other: '以起始权重的说明为准',
    },
    token: '您的访问令牌',
    tokenHint: '需要写入权限。它只随这次推送发给 hub，不会保存在任何地方。',
    tokenMake: '在 huggingface.co 新建“Write”类型的令牌',
    tokenMissing: '请粘贴以 hf_ 开头的令牌。',
    sends: (files, size) => `将发送：${n(files)} 个文件，${size}`,
    noPicture: (dataset) => `其中没有图片。模型卡会写明类别、图片集（“${dataset}”）和训练的名称。`,
    start: (size) => `推送 ${size}`,
    addTo: (repository) => `向“${repository}”添加一次提交`,
    progress: '推送进度',
    phases: {
      making: '正在生成文件并读回检查…',
      asking: '正在询问 hub…',
      sending: (done, of) => `已发送 ${done} / ${of}`,
      ending: 'Hub 正在生成提交…',
    },
    cancelled: '已取消。Hub 上看不到模型；刚建立的仓库会留在那里，是空的。',
    stopping: '正在停止…',
    of: (run, says) => `“${run}”：${says}`,
    done: (repository, isPrivate) => `“${repository}”已在 hub 上。${isPrivate ? '只有您和您允许的人可以看到。' : '所有人都可以看到。'}`,
    see: '打开',
  },
}
