// Labels of the facts about a model: [English, Chinese].

const LABELS = {
  corpus: ["corpus", "语料"], file: ["file", "文件"], title: ["title", "标题"],
  language: ["language", "语言"], version: ["version", "版本"], created: ["created", "生成时间"],
  model: ["model", "模型"], size: ["size", "大小"], vectors: ["words in the model", "模型词数"],
  words: ["words", "词语数"], vocabulary: ["vocabulary", "词表"], tokens: ["tokens", "词次"],
  corpus_tokens: ["tokens in the corpus", "语料词次"], sentences: ["sentences", "句子数"],
  lines: ["lines", "行数"], pairs: ["co-occurring pairs", "共现词对"],
  dimensions: ["dimensions", "维度"], solver: ["solver", "求解器"], window: ["window", "窗口"],
  min_count: ["minimum count", "最低词频"], weighting: ["weighting", "加权"],
  unobserved_weight: ["weight of unobserved pairs", "未共现词对的权重"],
  sweeps: ["sweeps", "求解轮数"], epochs: ["epochs", "训练轮数"], seed: ["random seed", "随机种子"],
  tokenizer: ["tokenizer", "分词器"], lowercase: ["lower case", "转为小写"],
  types: ["distinct words of the corpus", "语料不同词数"], bytes: ["bytes", "字节数"],
  files: ["files", "文件数"], direction: ["direction", "方向"], smoothing: ["smoothing", "平滑指数"],
  shift: ["shift of PMI", "互信息偏移"], tied: ["tied vectors", "词与上下文共用向量"],
  combine: ["combination of vectors", "向量组合方式"],
};

/** Return the label of a fact; keys without one are shown with spaces for underscores. */
export function factLabel(key, language) {
  const labels = Object.hasOwn(LABELS, key) ? LABELS[key] : null;
  return labels ? labels[language === "zh" ? 1 : 0] : key.replaceAll("_", " ");
}

const YES = ["yes", "是"], NO = ["no", "否"];

/** Return the value of a fact as text. */
export function factValue(value, language) {
  if (typeof value === "boolean") return (value ? YES : NO)[language === "zh" ? 1 : 0];
  if (value === null) return "–";
  return typeof value === "number" ? value.toLocaleString(language === "zh" ? "zh-CN" : "en") : String(value);
}
