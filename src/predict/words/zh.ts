/** The texts of the Use place, in Simplified Chinese. */
import type { Difference } from '../../../workers/protocol'
import { formatNamesZh } from '../../page/words/formats.zh'
import { numbersOf } from '../../ui/numbers'
import type { en } from './en'

const { n, percent, fixed, pValue } = numbersOf('zh-CN')
/** 份额之差，以百分点计。 */
const signed = (share: number) => `${share < 0 ? '−' : '+'}${fixed(Math.abs(100 * share), 1)}`
const beyond = ({ interval: [low, high] }: Difference) => `95% 区间 ${signed(low)} 至 ${signed(high)}`

export const zh: typeof en = {
  use: {
    tabs: {
      submission: 'Kaggle 提交',
      webcam: '摄像头',
      pictures: '图片',
      download: '下载',
    },
    webcam: {
      overlay: '网络看的是哪里',
      freeze: '定格',
      frozen: '已定格',
      goOn: '继续',
      waits: '训练占用网络期间暂停，之后自动继续。',
      hint: '把东西举到摄像头前。画面只留在本标签页。',
      fps: (fps) => `每秒 ${fps} 帧`,
      milliseconds: (ms) => `每帧 ${ms} 毫秒`,
    },
    table: {
      caption: '预测结果；点击表头按该列排序',
      picture: '图片',
      file: '文件',
      answer: '回答',
      confidence: '把握',
      sort: (column) => `按${column}排序`,
      csv: '保存为 CSV',
      done: (done, of) => `${n(done)} / ${n(of)} 张图片`,
      limit: (limit, refused) => `一次最多 ${n(limit)} 张图片：最近给出的图片中有 ${n(refused)} 张放不下。清空列表后再查看它们。`,
    },
    submission: {
      title: 'Kaggle 提交',
      lead: '每张测试图片一行：编号和某一类的概率。',
      dropHere: '松开以打开测试图片或提交样例',
      sample: {
        lead: '样例中的每个编号一行，按其顺序，按其列的要求填写。',
        choose: '选择 sample_submission.csv',
        none: '没有竞赛的提交样例：id 和 label 两列，编号按数字顺序。',
        open: (name, rows) => `“${name}”：${n(rows)} 行`,
        close: '不用样例',
        oneColumn: (id, column) => `编号在“${id}”列；填写“${column}”列。`,
        manyColumns: (id, columns) => `编号在“${id}”列；${n(columns)} 列各填其类别的概率。`,
        withoutClass: '与任何类别都不同名、保持样例内容的列：',
        withoutColumn: '样例中没有对应列的类别：',
        filled: '每个编号都有一行：没有图片或图片无法读取时，填写不看图片时最可能的内容，即各类别在训练中的比例。',
        values: (column) => `“${column}”列填写`,
        valuesHint: '依照样例中的值。',
        kinds: { probability: '某一类的概率', name: '类别名称', number: '类别编号' },
        numbersOfTwo: '此处所选类别为 1，另一类为 0。',
        numbers: '类别依次为：',
        one: '1 表示',
        clipHint: '每行中任何类别都不低于此值（由其余类别平分）；每行之和为 1。',
        lists: {
          undecodable: '无法解码：文件中填写各类别在训练中的比例',
          withoutId: '没有编号要求的图片：不在文件中',
          duplicates: '编号已属于另一张图片：不在文件中',
          missing: '没有图片的编号：文件中填写各类别在训练中的比例',
          noneOf: '很可能不属于任何类别：与其他图片一样写入文件',
        },
      },
      noTest: '没有打开测试图片',
      folder: '选择测试文件夹',
      zip: '选择测试 zip',
      opening: (files) => `${n(files)} 个文件…`,
      positive: '标签是此类的概率',
      positiveHint: 'Dogs vs. Cats 要求的是狗（dog）。',
      positiveOfMany: '仅用于只要求一个类别的比赛。',
      choose: '选择一个类别',
      wantsSample: (classes) =>
        `共有 ${n(classes)} 个类别：请选择比赛的 sample_submission.csv，其中每一列都会填上对应类别的概率。没有它时，文件中只有您选择的一个类别。`,
      clip: '截断到',
      clipHint: '概率与 0 和 1 至少保持此距离。',
      clipEffect: (worst, each) => `一次十分肯定的错误最多使对数损失增加 ${worst}；每个十分肯定的正确回答付出 ${each}。`,
      clipNone: '不截断时，一次完全肯定的错误就可能毁掉成绩：其对数损失没有上限（Kaggle 止于约 34）。',
      clipValidation: (clipped, plain) => `您的验证图片上的对数损失：这样截断为 ${clipped}，不截断为 ${plain}。`,
      none: '不截断',
      make: '生成 submission.csv',
      cancelled: '已取消，没有写出文件。',
      progress: '提交文件的进度',
      done: (done, of, left) => `${n(done)} / ${n(of)} 张图片${left && `，约剩 ${left}`}`,
      rows: (rows) => `submission.csv，共 ${n(rows)} 行`,
      save: '下载 submission.csv',
      saveOld: '下载先前的文件',
      old: (changed) => `此文件与当前的选择不符：${changed.join('、')}`,
      bases: {
        runId: '回答的是另一次训练',
        temperature: '概率的校准方式不同',
        plan: '回答方式已改变',
        test: '打开的是其他测试图片',
        sample: '选择了另一个样例',
        values: '该列的填写方式已改变',
        positive: '选择了另一个类别',
        clip: '选择了另一种截断',
      },
      madeWith: (facts) => `生成时采用：${facts}。请按当前的选择重新生成。`,
      madeFor: (name) => `“${name}”的概率`,
      clippedTo: (clip) => `截断到 ${clip} – ${1 - clip}`,
      clipNoneShort: '不截断',
      accounted: '每个文件的去向',
      allFine: '每个文件都已解码并写入一行，编号没有缺失。',
      lists: {
        undecodable: '无法解码：以 0.5 写入',
        withoutId: '文件名不是数字：未写入',
        duplicates: '编号重复：未写入',
        missing: '没有文件的编号：Kaggle 会要求提供',
        noneOf: '很可能不属于任何类别：与其他图片一样写入文件',
      },
    },
    title: '使用',
    emptyTitle: '还没有训练好的模型',
    emptyText: '训练结束后，可以在这里用摄像头或图片试用，并下载模型。',
    busy: '网络正用于训练或搜索。摄像头和拖入的图片会等待，结束后自动继续；提交、比较和下载需等到结束之后。',
    model: (arch, size) => `${arch}，${n(size)} 像素`,
    answering: {
      title: '作答的训练',
      by: '由哪次训练作答',
      gone: '一次已被删除的训练',
      together: '更好的回答',
      accuracy: (share, epoch) => `验证准确率 ${share}（第 ${n(epoch)} 轮的权重）`,
      weights: (name) => `起始权重：${name}`,
      calibrated: (temperature) => `校准后的概率（T = ${temperature}）`,
      classes: (classes) => `${n(classes)} 个类别：`,
    },
    pictures: {
      drop: '拖入图片、粘贴，或点击选择',
      hint: '只在本标签页中查看。',
      clear: '清空',
      looking: '正在识别…',
      waits: '训练结束后给出回答。',
      results: '预测结果',
      says: (name, share) => `${name},${share}`,
    },
    download: {
      lead: '模型归您所有。各种格式按给谁用排列。',
      search: '查找格式',
      searchHint: 'python、iphone、ml5、excel…',
      found: (found, of) => `${n(found)} / ${n(of)} 种格式`,
      notFound: (what) => `没有叫“${what}”的格式。大多数程序读取 ONNX。`,
      all: '全部显示',
      button: '下载',
      making: (name) => `正在生成文件：${name}…`,
      about: (size) => `约 ${size}`,
      recommended: '推荐：不确定就选它',
      answersNow: '现在的回答方式',
      recommendedHere: '此用途的推荐',
      offer: {
        found: ({ pictures, right, differ }) =>
          `在 ${n(pictures)} 张验证图片上，它答对 ${percent(right.int8 / pictures)}，完整的文件答对 ${percent(right.f32 / pictures)}；${
            differ === 0 ? '答案全部相同' : `有 ${n(differ)} 个答案不同`
          }。`,
        size: (size, full, calibrating) => `${size}，原来是 ${full}。数值如何取整，由其中 ${n(calibrating)} 张图片决定。`,
        take: '下载这个文件',
        leave: '不要',
      },
      purposes: {
        somebody: '没有安装任何软件的人',
        app: '应用，或您自己的程序',
        web: '网页',
        phone: '手机',
        python: 'Python',
        hub: 'Hugging Face hub',
        cluster: '更大的机器或集群',
        studio: '另一处的 Trainyard',
        readers: '阅读和电子表格',
      },
      ensembleIs: (way, cropped) =>
        `图片和提交的回答方式：${way}。${cropped ? '文件只看图片的中间，因为裁剪需要整张图片：它给出的概率与这里的不同。' : '文件给出您在这里看到的概率。'}`,
      othersAlone: (run) => `下面的所有文件都只含“${run}”，只看一次原图。`,
      'onnx-ensemble': {
        name: '集成，单个 ONNX',
        who: '用于应用和网站：所有网络及其权重都在一个供 onnxruntime 使用的文件中。每种图片大小有一个输入；预处理方式和模型卡都在文件里。',
      },
      run: {
        name: '训练文件，用于 Trainyard',
        who: '给也使用 Trainyard 的人或您的另一台电脑：在“训练记录”中导入即可打开，含模型、指标和配方。',
      },
      code: {
        show: '使用它的代码',
        where: { Python: 'Python', browser: '浏览器', Node: 'Node', terminal: '终端' },
        copy: '复制',
        labels: '类别名称和预处理；浏览器和 Node 的程序从 ONNX 文件旁边读取：',
      },
      'one-page': {
        name: formatNamesZh['one-page'],
        who: '发给朋友：一个文件，可在任何浏览器中打开，离线也能用，对图片和摄像头画面作答。',
      },
      safetensors: {
        name: formatNamesZh.safetensors,
        who: '用于 Python 和 PyTorch：可用 load_state_dict 载入 torchvision 的同名网络（Vision Transformer 为 timm 的同名网络），也可载回 Trainyard。',
      },
      onnx: {
        name: formatNamesZh.onnx,
        who: '用于应用和网站：可在 onnxruntime 中运行（C#、Java、浏览器、手机，以及没有 PyTorch 的 Python）。元数据中含标签和预处理。',
      },
      'metrics-json': { name: formatNamesZh['metrics-json'], who: '用于脚本：配方、每一轮、混淆矩阵。' },
      'onnx-int8': {
        name: formatNamesZh['onnx-int8'],
        who: '体积为四分之一，在处理器上更快，在浏览器里也是：ResNet 最多快到三倍，MobileNet 只快一点；在显卡上请用完整的文件。生成时先用验证图片试一遍，需要一两分钟；损失多少会先告诉您，再由您决定是否下载。',
      },
      'onnx-f16': { name: formatNamesZh['onnx-f16'], who: '体积减半，适合手机和网页；概率最多相差 2 个百分点。' },
      tfjs: { name: formatNamesZh.tfjs, who: '用于网页：tf.loadLayersModel，附带一个使用它的小页面。' },
      'teachable-machine': {
        name: formatNamesZh['teachable-machine'],
        who: '用于 p5、ml5 以及其他能载入 Teachable Machine 模型的程序：model.json、weights.bin 和 metadata.json，224 像素。把文件夹放到网站上，填入其地址即可。对 224 像素的图片，回答与这里一致；更大的图片由这些程序以自己的方式缩小，因此对整张照片的回答会有差别：试过的 100 张照片中最多相差 4 个百分点。',
      },
      hub: {
        name: formatNamesZh.hub,
        who: '用于在 Hugging Face hub 上分享：transformers.js 可以载入；timm 和 transformers 若有同样的网络，且分类头为单个线性层，也可以载入。附带的模型卡写明哪些可以载入。',
      },
      pytorch: { name: formatNamesZh.pytorch, who: '用于更大的机器：train.py 在一块或多块 GPU 上接着这次训练。' },
      report: { name: formatNamesZh.report, who: '展示给别人：曲线、混淆矩阵、最错的图片和设置都在一个文件里。' },
      'metrics-csv': { name: formatNamesZh['metrics-csv'], who: '用于电子表格：每轮一行。' },
      tensorboard: {
        name: formatNamesZh.tensorboard,
        who: '用于 tensorboard --logdir：曲线、每轮的混淆矩阵、设置。把几个解压到同一处即可比较。',
      },
    },
  },
  better: {
    tab: '更好的回答',
    title: '更好的回答',
    lead: '每张图片多看几次，或让您的几次训练一起回答。耗时更长；采用之前会先显示能提升多少。',
    views: '每张图片怎么看',
    viewsHint: '取各次概率的平均值：测试时增强。',
    kinds: {
      single: '只看一次原图',
      flip: '原图和它的镜像',
      crops: '五个裁剪：四角和中间',
      'crops-flip': '五个裁剪及其镜像',
    },
    times: (times) => `${n(times)} ×`,
    runs: '一起回答的训练',
    runsHint: '集成：用在验证图片上拟合的权重平均它们的概率。不同种类、不同图片大小的网络帮助最大，因为它们在不同的图片上出错。',
    noRuns:
      '没有其他保留的训练是用这些图片学习这些类别的。请用相同的种子再训练一次（换网络、图片大小、策略或学习率），两者就可以一起回答。',
    runFacts: (accuracy, network, size, date) => `${accuracy}，${network}，${n(size)} px，${date}`,
    tooMany: (most) => `最多 ${n(most)} 次训练一起回答。`,
    nothing: '请选择多看几次，或另一次训练。',
    measure: '显示提升',
    cancelled: '已取消，没有任何改变。',
    progress: '比较的进度',
    done: (done, of, left) => `${n(done)} / ${n(of)} 张图片${left && `，约剩 ${left}`}`,
    gain: '能提升多少',
    gainNote: (pictures) => `基于 ${n(pictures)} 张验证图片`,
    table: '各种回答方式在验证图片上的表现',
    way: '回答方式',
    accuracy: '准确率',
    logLoss: '对数损失',
    changes: '改对 / 改错',
    changed: (mended, spoilt) => `${n(mended)} / ${n(spoilt)}`,
    work: '耗时',
    now: '当前',
    least: '对数损失最低',
    take: '采用',
    takeOf: (way) => `采用：${way}`,
    taken: '已采用',
    takenOf: (way) => `已采用：${way}`,
    alone: '本次训练',
    together: (runs) => `${n(runs)} 次训练`,
    honest: {
      fitted:
        '各训练的权重在验证图片上拟合。为了不夸大提升，这里每五分之一的图片都用其余五分之四拟合的权重来评判；您采用的权重则在全部图片上拟合。',
      chosen: '单次训练多看几次不需要拟合。不过，在这些图片上从几行中挑最好的一行，看到的结果会比实际稍好。',
      same: (way, logLoss, equal) => `在拟合所用的图片上，“${way}”的权重的对数损失为 ${logLoss}；相等权重为 ${equal}。`,
      learned: (pictures) => `本次训练的 ${n(pictures)} 张验证图片没有计入：另一次训练已经学过它们。`,
      few: '图片这么少，多对一两张可能只是偶然。',
    },
    against: (name, { accuracy, difference, interval: [low, high], p }) =>
      `“${name}”单独在这批图片上的正确率为 ${percent(accuracy)}，与本次训练相差 ${signed(difference)} 个百分点（95% 区间 ${signed(low)} 至 ${signed(high)}）：${
        p < 0.05 ? `超出偶然（McNemar 精确检验 ${pValue(p, 3)}）。` : `差异可能只是偶然（McNemar 精确检验 ${pValue(p, 2)}）。`
      }`,
    gains: (way, gain) => {
      const beside = `与本次训练只看一次原图相比，“${way}”的正确率相差 ${signed(gain.difference)} 个百分点（${beyond(gain)}）：`
      if (gain.difference <= 0) return `${beside}概率更好，但答对的图片没有增多。`
      return (
        beside +
        (gain.p < 0.05
          ? `提升超出偶然（McNemar 精确检验 ${pValue(gain.p, 3)}）。`
          : `可能只是偶然（McNemar 精确检验 ${pValue(gain.p, 2)}）。`)
      )
    },
    overBest: (name, gain) => {
      const beside = `与其中单独最好的“${name}”相比，一起回答的正确率相差 ${signed(gain.difference)} 个百分点（${beyond(gain)}）：`
      if (gain.difference <= 0) return `${beside}在这批图片上没有提升。`
      return (
        beside +
        (gain.p < 0.05
          ? `提升超出偶然（McNemar 精确检验 ${pValue(gain.p, 3)}）。`
          : `有提升，但可能只是偶然（McNemar 精确检验 ${pValue(gain.p, 2)}）。`)
      )
    },
    weight: (name, share) => `${name} ${percent(share, 0)}`,
    none: '这里没有比只看一次原图对数损失更低的方式：保持原样即可。',
    isTaken: (way) => `图片和提交的回答方式：${way}。`,
    downloads: '“下载”中有包含它们的单个 ONNX 文件；其他文件只含本次训练的网络。',
    downloadsAlone: '“下载”中只有本次训练的网络，只看一次原图：裁剪需要整张图片。',
    back: '回到只看一次原图',
    webcam: {
      flip: '实时画面由本次训练看原图和镜像：每秒帧数约减半。',
      plain: '实时画面由本次训练单独看一次：再多就太慢了。',
    },
    explainAlone: '热图和这些概率只来自本次训练对原图看的一次。',
    looks: (done, of, left) => `${n(done)} / ${n(of)}（图片 × 训练）${left && `，约剩 ${left}`}`,
    test: {
      none: '请打开 Kaggle 的测试文件夹或 zip（test1，其中为 1.jpg、2.jpg…）。您的训练图片保持打开。',
      open: (name, pictures) => `“${name}”：${n(pictures)} 张测试图片`,
      own: (pictures) => `已打开的图片中有 ${n(pictures)} 张测试图片`,
      close: '关闭',
    },
  },
}
