package dev.assay.datasets.scan;

import dev.assay.datasets.image.RgbImage;

/** Shown every image while a scan has it decoded; called from its threads, several at a time. */
@FunctionalInterface
public interface ImageObserver {
  ImageObserver NOBODY = (sha256, image) -> {};

  /**
   * @param sha256 of the file's bytes
   */
  void saw(String sha256, RgbImage image);
}
