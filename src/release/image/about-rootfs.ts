import { isFault } from '../../core/faults.ts';
import { imageFault } from './image-fault.ts';

/** What is wrong with the root filesystem of a release, as what is wrong with the image that it comes from. */
export async function aboutRootfs<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isFault(error, 'IMG-03'))
      throw imageFault(file, `ROOT-A: the block at byte ${error.facts.offsetBytes} is damaged`, error);
    if (isFault(error, 'IMG-04'))
      throw imageFault(file, `ROOT-A: the hash tree is damaged at byte ${error.facts.offsetBytes}`, error);
    throw error;
  }
}
