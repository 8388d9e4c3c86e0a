// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.leaks.Fingerprints;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Folders of images as a command reads them: archives are unpacked, and what was read once is not
 * read again until this is closed.
 */
public final class Scans implements AutoCloseable {
  private final UnpackedImages images = new UnpackedImages();
  private final Map<Key, Scan> known = new HashMap<>();
  private final ScanProgress progress;

  /** Without a word while images are read. */
  public Scans() {
    this(ScanProgress.SILENT);
  }

  public Scans(ScanProgress progress) {
    this.progress = progress;
  }

  private record Key(Path folder, String layout, DecodingOptions decoding) {}

  /**
   * What was read.
   *
   * @param fingerprints of all its images
   */
  public record Scan(DatasetVersion version, Fingerprints fingerprints) {}

  /**
   * The folder of the images; see {@link UnpackedImages#folder}.
   *
   * @param given a folder or an archive
   */
  public Path folder(Path given) {
    return images.folder(given);
  }

  /** The text with the archives in place of the folders, which mean nothing to the user. */
  public String named(String text) {
    return images.named(text);
  }

  Fault named(String subject, String fault) {
    return new Fault(subject, null, images.named(fault));
  }

  /**
   * Reads every image of a folder.
   *
   * @param given a folder or an archive
   * @throws DatasetException with every fault of the folder
   */
  public Scan of(Path given, String layout, DecodingOptions decoding) throws DatasetException {
    Key key = new Key(folder(given).toAbsolutePath().normalize(), layout, decoding);
    Scan before = known.get(key);
    if (before != null) {
      return before;
    }
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    Fingerprints fingerprints = new Fingerprints();
    try (DecoderPool decoders = new DecoderPool(DecodingLimits.ofMachine())) {
      // These pseudonyms are not stored, so their key need not be kept.
      DatasetVersion version =
          new DatasetScanner(decoders, decoding, PixelLimit.DEFAULT, threads)
              .scan(
                  Layout.named(layout),
                  key.folder(),
                  GroupKey.of(new byte[32]),
                  fingerprints::add,
                  progress);
      Scan scan = new Scan(version, fingerprints);
      known.put(key, scan);
      return scan;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted while images were read");
    }
  }

  @Override
  public void close() {
    images.close();
  }
}
