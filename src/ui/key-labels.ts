import type { Texts } from './make-texts.ts';

/** A key as it is printed on the keyboard, and what it does. */
export interface KeyLabel {
  readonly key: string;
  readonly does: string;
}

/** What the keys of the screens do. Keys that are letters are the same in every language. */
export function keyLabels({ keys, keyNames }: Texts): Readonly<Record<keyof Texts['keys'], KeyLabel>> {
  const { enter, escape, upDown, arrows, control } = keyNames;
  return {
    details: { key: 'D', does: keys.details },
    closeDetails: { key: 'D', does: keys.closeDetails },
    log: { key: 'G', does: keys.log },
    scroll: { key: upDown, does: keys.scroll },
    contrast: { key: 'C', does: keys.contrast },
    stop: { key: control({ letter: 'C' }), does: keys.stop },
    stopYes: { key: enter, does: keys.stopYes },
    stopNo: { key: escape, does: keys.stopNo },
    close: { key: enter, does: keys.close },
    move: { key: arrows, does: keys.move },
    choose: { key: enter, does: keys.choose },
    refresh: { key: 'R', does: keys.refresh },
    hiddenNetwork: { key: 'H', does: keys.hiddenNetwork },
    withoutWifi: { key: escape, does: keys.withoutWifi },
    goOn: { key: enter, does: keys.goOn },
    connect: { key: enter, does: keys.connect },
    show: { key: control({ letter: 'R' }), does: keys.show },
    hide: { key: control({ letter: 'R' }), does: keys.hide },
    clear: { key: control({ letter: 'U' }), does: keys.clear },
    back: { key: escape, does: keys.back },
    joinYes: { key: enter, does: keys.joinYes },
    joinNo: { key: escape, does: keys.joinNo },
    giveUpYes: { key: enter, does: keys.giveUpYes },
    giveUpNo: { key: escape, does: keys.giveUpNo },
    language: { key: 'L', does: keys.language },
    powerYes: { key: enter, does: keys.powerYes },
  };
}
