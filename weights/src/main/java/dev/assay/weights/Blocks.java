// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The sequence of parts that a network consists of, of which the last ones may be trained alone:
 * the blocks of a transformer, the stages of a convolutional network. A stage begins with what
 * leads to it from the one before.
 *
 * @param name of one of them, in the plural: {@code blocks} or {@code stages}
 * @param prefixes of the keys of each, from the input to the output
 * @param atTheEnd keys that the inventory lists before the blocks, and that come after them
 */
public record Blocks(String name, List<List<String>> prefixes, List<String> atTheEnd) {
  public Blocks {
    prefixes = prefixes.stream().map(List::copyOf).toList();
    atTheEnd = List.copyOf(atTheEnd);
  }

  /**
   * @param prefix of the keys of a block, by its number from 0
   */
  static Blocks of(int count, IntFunction<String> prefix) {
    return new Blocks(
        "blocks",
        IntStream.range(0, count).mapToObj(i -> List.of(prefix.apply(i))).toList(),
        List.of());
  }

  /**
   * @param prefixes of the keys of a stage, by its number from 0
   */
  static Blocks stages(int count, IntFunction<List<String>> prefixes) {
    return new Blocks("stages", IntStream.range(0, count).mapToObj(prefixes).toList(), List.of());
  }

  /** Stages of numbered layers, the first of which has the given number. */
  static Blocks stages(String prefix, int first, List<Integer> lengths) {
    List<List<String>> stages = new ArrayList<>();
    int from = first;
    for (int length : lengths) {
      stages.add(IntStream.range(from, from + length).mapToObj(i -> prefix + i + ".").toList());
      from += length;
    }
    return new Blocks("stages", stages, List.of());
  }

  /** The same with keys that the inventory lists too early. */
  Blocks followedBy(String key) {
    return new Blocks(name, prefixes, List.of(key));
  }

  public int count() {
    return prefixes.size();
  }

  /**
   * Whether a key belongs to the last blocks, or to what follows them.
   *
   * @param inventory of the network
   * @param last number of blocks, from 1 to {@link #count}
   */
  public Predicate<String> last(Inventory inventory, int last) {
    if (last < 1 || last > count()) {
      throw new IllegalArgumentException(
          "%s has %d %s, not %d".formatted(inventory.backbone(), count(), name, last));
    }
    List<String> keys = inventory.slots().stream().map(Inventory.Slot::name).toList();
    List<String> chosen = new ArrayList<>(atTheEnd);
    boolean begun = false;
    for (String key : keys) {
      int block = blockOf(key);
      begun |= block >= 0;
      // What is in no block follows the blocks if it stands behind the first of them.
      if (block >= count() - last || (block < 0 && begun)) {
        chosen.add(key);
      }
    }
    return List.copyOf(chosen)::contains;
  }

  private int blockOf(String key) {
    for (int i = 0; i < count(); i++) {
      if (prefixes.get(i).stream().anyMatch(key::startsWith)) {
        return i;
      }
    }
    return -1;
  }
}
