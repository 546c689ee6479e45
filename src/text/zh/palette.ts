import type { Translated } from '../i18n.ts';
import type { paletteText } from '../palette.ts';

export const palette: Translated<typeof paletteText> = {
  title: '命令',
  hint: '输入想做的事',
  nothing: '没有这样的命令',
  file: '图片',
  edit: '编辑',
  face: '人脸',
  view: '视图',
  app: '应用',
  attribute: '{title}：{end}',
  preset: '预设：{name}',
  compareBy: '对比：{mode}',
  chooseFace: '选择第 {number} 张脸',
  editAll: '同时编辑所有人脸',
  editOne: '只编辑选中的人脸',
  appearance: '外观：{theme}',
  pixels: '放大像素：{pixels}',
  language: '语言：{language}',
  model: '使用模型：{title}',
};
