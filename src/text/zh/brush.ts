import type { brushText } from '../brush.ts';
import type { Translated } from '../i18n.ts';

export const brush: Translated<typeof brushText> = {
  brush: '画笔',
  does: '画笔作用',
  release: '原图',
  keep: '编辑',
  size: '大小',
  feather: '羽化',
  showMask: '显示恢复原图的区域',
  clear: '清除',
  done: '完成',
};
