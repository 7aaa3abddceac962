import { describe, expect, it } from 'vitest';
import { LocalBook } from './LocalBook';
import type { BookChange, StreamMessage } from './messages';

const channel = 'book:BTC-USD';

function snapshot(sequence: number, data: BookChange): StreamMessage {
  return { channel, type: 'snapshot', sequence, data };
}

function update(previous: number, sequence: number, data: BookChange): StreamMessage {
  return { channel, type: 'update', previous, sequence, data };
}

function heartbeat(sequence: number): StreamMessage {
  return { channel, type: 'heartbeat', sequence, data: {} };
}

function sides(book: LocalBook) {
  const text = (levels: LocalBook['bids']) =>
    levels.map((level) => `${level.price}×${level.quantity}`);
  return { bids: text(book.bids), asks: text(book.asks) };
}

const START: BookChange = {
  bids: [
    ['99.5', '3'],
    ['99', '1'],
  ],
  asks: [
    ['100', '2'],
    ['101.5', '4'],
  ],
};

describe('the local book', () => {
  it('begins with a snapshot and follows the changes', () => {
    const book = new LocalBook();
    expect(book.apply(snapshot(10, START))).toBe('APPLIED');
    expect(
      book.apply(
        update(10, 14, {
          bids: [
            ['99.5', '2.5'],
            ['99.75', '1'],
          ],
          asks: [['100', '0']],
        }),
      ),
    ).toBe('APPLIED');
    expect(sides(book)).toEqual({
      bids: ['99.75×1', '99.5×2.5', '99×1'],
      asks: ['101.5×4'],
    });
    expect(book.sequence).toBe(14);
  });

  it('orders by value, not by spelling', () => {
    const book = new LocalBook();
    book.apply(
      snapshot(1, {
        bids: [
          ['9', '1'],
          ['10', '1'],
        ],
        asks: [
          ['100.0', '1'],
          ['20', '1'],
        ],
      }),
    );
    book.apply(update(1, 2, { bids: [['9.00', '5']], asks: [['100', '0.0']] }));
    expect(sides(book)).toEqual({ bids: ['10×1', '9.00×5'], asks: ['20×1'] });
  });

  it('ignores what is older than it, and updates before a snapshot', () => {
    const book = new LocalBook();
    expect(book.apply(update(1, 2, START))).toBe('IGNORED');
    expect(sides(book)).toEqual({ bids: [], asks: [] });
    book.apply(snapshot(10, START));
    expect(book.apply(update(8, 10, { bids: [['99.5', '0']] }))).toBe('IGNORED');
    expect(sides(book).bids).toEqual(['99.5×3', '99×1']);
  });

  it('is void after a gap until the next snapshot', () => {
    const book = new LocalBook();
    book.apply(snapshot(10, START));
    expect(book.apply(update(12, 13, { bids: [['98', '1']] }))).toBe('GAP');
    expect(book.sequence).toBeNull();
    expect(sides(book)).toEqual({ bids: [], asks: [] });
    expect(book.apply(update(13, 14, START))).toBe('IGNORED');
    expect(book.apply(snapshot(15, START))).toBe('APPLIED');
    expect(book.sequence).toBe(15);
  });

  it('learns from a heartbeat that the last update was lost', () => {
    const book = new LocalBook();
    book.apply(snapshot(10, START));
    expect(book.apply(heartbeat(10))).toBe('IGNORED');
    expect(book.apply(heartbeat(11))).toBe('GAP');
  });

  it('takes a new snapshot in the middle of the stream', () => {
    const book = new LocalBook();
    book.apply(snapshot(10, START));
    book.apply(snapshot(3, { bids: [['50', '1']] }));
    expect(sides(book)).toEqual({ bids: ['50×1'], asks: [] });
    expect(book.apply(update(3, 4, { bids: [['50', '2']] }))).toBe('APPLIED');
  });
});
