// Texts of the interface: [English, Chinese]. {0}, {1} are replaced by arguments.

const TEXTS = {
  skip: ["Skip to the word map", "跳到词语地图"],
  language: ["中文", "English"],
  languageLabel: ["Switch the language to Chinese", "切换为英文界面"],
  theme: ["Light or dark", "浅色或深色"],
  sections: ["Sections", "各部分"],
  search: ["Search a word", "搜索词语"],
  suggestions: ["Suggestions", "建议"],
  unknownWord: ["The word “{0}” is not in this page.", "本页没有词语“{0}”。"],
  unknownWords: ["Not in this page: {0}", "本页没有：{0}"],
  loading: ["Loading…", "正在加载…"],
  damaged: ["This file is damaged: {0}", "文件已损坏：{0}"],
  missing: ["This model has no {0}.", "该模型没有{0}。"],
  tables: ["All tables (readable without scripts)", "全部表格（无需脚本即可阅读）"],

  overview: ["Overview", "概览"],
  facts: ["Model", "模型"],
  warnings: ["Warnings", "警告"],
  evaluation: ["Evaluation", "评测"],
  evaluationName: ["test", "测试"],
  score: ["score", "得分"],
  found: ["compared / all", "已比较 / 全部"],
  history: ["Training", "训练过程"],
  objective: ["objective", "目标函数"],
  loss: ["loss", "损失"],
  sweep: ["sweep", "轮次"],
  epoch: ["epoch", "轮次"],
  noHistory: ["training history", "训练记录"],
  important: ["Most important words", "最重要的词语"],
  importantHelp: [
    "Words with longer vectors than others of the same frequency: terms and names, whose contexts are specific.",
    "与同频词相比向量更长的词语：上下文专一的术语和名称。"],
  noImportant: ["word counts, from which importance is computed", "用来计算重要度的词频"],

  map: ["Word map", "词语地图"],
  mapHelp: [
    "Drag to move, scroll to zoom, click a word to select it. Keys: arrows move, + and − zoom, " +
    "0 shows everything, N and P step through the labelled words, Enter selects.",
    "拖动可移动，滚轮可缩放，单击可选择词语。键盘：方向键移动，+ 和 − 缩放，0 显示全部，" +
    "N 和 P 逐个浏览有标签的词语，Enter 选择。"],
  mapLabel: ["Map of {0} words; similar words are close", "{0} 个词语的地图，相似的词语彼此靠近"],
  noMap: ["map (it needs at least two words)", "地图（至少需要两个词语）"],
  layout: ["Layout: {0}. Colours: communities of the word graph.", "布局：{0}。颜色表示词语图中的社区。"],
  zoomIn: ["Zoom in", "放大"],
  zoomOut: ["Zoom out", "缩小"],
  showAll: ["Show everything", "显示全部"],
  cursor: ["{0}; press Enter to select", "{0}；按 Enter 选择"],

  neighbours: ["Similar words", "相似词语"],
  positive: ["Words", "词语"],
  negative: ["Without (negative words)", "排除（负向词语）"],
  measure: ["Measure", "相似度"],
  minimum: ["Lowest score", "最低得分"],
  number: ["Results", "结果数量"],
  within: ["Only these words", "仅在这些词语中"],
  withinHelp: ["Separated by spaces or commas; empty for all words", "用空格或逗号分隔；留空表示全部词语"],
  apply: ["Show", "显示"],
  word: ["word", "词语"],
  count: ["count", "词频"],
  importance: ["importance", "重要度"],
  results: ["{0} words by {1}, {2} ms", "{0} 个词语，按{1}，{2} 毫秒"],
  noResults: ["No word has such a score.", "没有词语达到该得分。"],
  noQuery: ["Search a word, or click one on the map.", "搜索词语，或在地图上单击。"],
  noVector: [
    "Only the {0} most frequent words have vectors for this measure: {1} has none.",
    "只有前 {0} 个高频词有此相似度所需的向量：{1} 没有。"],
  onlyPositive: ["predict accepts only positive words.", "predict 只接受正向词语。"],
  noVectors: ["vectors in this page", "本页内的向量"],
  cosine: ["cosine", "余弦"],
  context: ["context", "上下文相关"],
  pmi: ["PMI", "互信息"],
  predict: ["predict", "预测"],

  cosineHelp: ["Words used in the same contexts.", "出现在相同上下文中的词语。"],
  contextHelp: [
    "Words whose PMI with all other words is correlated: like cosine, but weighted by how contexts occur.",
    "与其他所有词的互信息相关性高的词语；与余弦相似，但按上下文的实际分布加权。"],
  pmiHelp: [
    "Words that occur near the selected words more often than by chance.",
    "比随机情况更常出现在所选词语附近的词语。"],
  predictHelp: [
    "Words that are most probable near the selected words, with log P; many are frequent everywhere.",
    "在所选词语附近出现概率最大的词语（log P）；其中许多在各处都常见。"],

  compare: ["Compare two words", "比较两个词语"],
  first: ["First word", "第一个词语"],
  second: ["Second word", "第二个词语"],
  shared: ["Shared contexts", "共同的上下文"],
  only: ["Contexts of {0} only", "仅 {0} 的上下文"],
  observed: ["PMI counted in the corpus.", "互信息由语料统计得到。"],
  estimated: ["PMI estimated from the vectors.", "互信息由词向量估计得到。"],
  noContexts: ["contexts or context vectors", "上下文或上下文向量"],
  none: ["None.", "无。"],

  heat: ["Heat map", "热图"],
  heatHelp: ["Empty: the selected words and the most similar ones", "留空：所选词语及其最相似的词语"],
  heatValue: ["Values: {0}", "数值：{0}"],

  norms: ["Length and frequency", "向量长度与词频"],
  norm: ["length of the vector", "向量长度"],
  expected: ["The line is the length expected at a frequency.", "曲线为给定词频下的期望长度。"],
  noNorms: ["word counts", "词频"],

  dimensions: ["Dimensions", "维度"],
  dimensionsHelp: [
    "After a varimax rotation; each dimension is described by its words with the largest values.",
    "经 varimax 旋转后的维度，每个维度用数值最大的词语描述。"],
  dimension: ["dimension", "维度"],
  share: ["variance", "方差占比"],
  words: ["words", "词语"],
  value: ["value of {0}", "{0} 的值"],
  noDimensions: ["rotated dimensions", "旋转后的维度"],

  lexicon: ["Lexicon", "词典"],
  lexiconHelp: [
    "Drag the thresholds or set the numbers; the table lists the words above both.",
    "拖动阈值线或输入数值；表中列出高于两个阈值的词语。"],
  cohesion: ["cohesion", "凝聚度"],
  entropy: ["boundary entropy", "边界熵"],
  minCohesion: ["Lowest cohesion", "最低凝聚度"],
  minEntropy: ["Lowest boundary entropy", "最低边界熵"],
  kept: ["{0} of {1} words", "{1} 个词语中的 {0} 个"],
  listed: ["The first {0} are listed; TSV has all.", "列出前 {0} 个；TSV 含全部。"],
  noLexicon: ["lexicon", "词典"],
  noEvidence: ["lexicon with cohesion and boundary entropy", "含凝聚度和边界熵的词典"],
  lattice: ["Segmentation", "分词"],
  sentence: ["Sentence", "句子"],
  latticeHelp: ["All words of the lexicon in the sentence; the best path is coloured.", "句中出现的所有词典词语；最佳路径以颜色标出。"],
  latticeLong: ["Only the first {0} characters are shown.", "仅显示前 {0} 个字符。"],
  noFold: ["The page does not fold traditional characters, as the model does.", "本页不会像模型那样把繁体字转换为简体字。"],

  keywords: ["Keywords", "关键词"],
  pasted: ["Text", "文本"],
  keywordsHelp: [
    "The keyword score of nlpzero for single words: information, importance, how well a word predicts " +
    "the others of the text, occurrences and position.",
    "nlpzero 对单个词语的关键词得分：依据信息量、重要度、对文中其他词语的预测能力、出现次数和位置。"],
  noKeywords: ["word counts or vectors", "词频或向量"],

  templates: ["Templates", "模板"],
  template: ["template", "模板"],
  example: ["example", "例子"],
  noTemplates: ["templates", "模板"],

  saveAs: ["Save {0} as {1}", "将{0}保存为 {1}"],
};

export const LANGUAGES = ["en", "zh"];

/** Return a function that returns the text of a key, with arguments, in "en" or "zh". */
export function translator(language) {
  const column = Math.max(0, LANGUAGES.indexOf(language));
  return (key, ...values) =>
    TEXTS[key][column].replace(/\{(\d)\}/g, (_, number) => String(values[number]));
}

/** Return the text of {en, zh}, or a plain text. */
export function localText(text, language) {
  if (text === null || typeof text !== "object") return text === null ? "" : String(text);
  return text[language] ?? text.en;
}
