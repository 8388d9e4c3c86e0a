// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The index as JSON, which a reader holds as a whole. */
final class ListedIndex implements PixelsIndex {
  /**
   * The JSON.
   *
   * @param resize pixels of the shorter side of every image
   * @param interpolation absent: bilinear
   * @param images in the order of the file
   */
  record Listed(int resize, @Nullable String interpolation, List<Located> images) {
    Listed {
      Check.atLeast("resize", resize, 1);
      images = List.copyOf(Check.present("images", images));
    }
  }

  private final int resize;
  private final @Nullable String interpolation;
  private final Map<String, Located> byImage = new HashMap<>();

  /**
   * @param start of the index, where the pixels end
   */
  ListedIndex(Listed listed, long start) {
    this.resize = listed.resize();
    this.interpolation = listed.interpolation();
    for (Located image : listed.images()) {
      image.checkEnd(start);
      byImage.put(image.image(), image);
    }
  }

  @Override
  public int resize() {
    return resize;
  }

  @Override
  public Optional<String> interpolation() {
    return Optional.ofNullable(interpolation);
  }

  @Override
  public long size() {
    return byImage.size();
  }

  @Override
  public Optional<Located> find(String image) {
    return Optional.ofNullable(byImage.get(image));
  }
}
