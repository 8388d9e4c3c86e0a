// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.QuarantineReason;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results of an earlier scan, so that the next one reads only changed files. A file is
 * unchanged if its path, size, time of last change and inode are the same, and if the earlier scan
 * read it at least two seconds after its last change. Files are read again if their fault may have
 * another cause than their bytes (a disk that could not be read, a conflict with another file), and
 * if a later release of this program may read what this one refuses.
 */
public final class ScanMemory {
  /** No earlier scan: every file is read. */
  public static final ScanMemory NONE = new ScanMemory(Map.of(), DecodingOptions.paper());

  private static final Set<QuarantineReason> OF_THE_BYTES =
      EnumSet.of(
          QuarantineReason.EMPTY_FILE,
          QuarantineReason.TRUNCATED,
          QuarantineReason.BLANK,
          QuarantineReason.TOO_COSTLY,
          QuarantineReason.BURNED_IN_ANNOTATION,
          QuarantineReason.SECONDARY_CAPTURE);

  private final Map<Path, Seen> seen;
  private final DecodingOptions decoding;

  private ScanMemory(Map<Path, Seen> seen, DecodingOptions decoding) {
    this.seen = seen;
    this.decoding = decoding;
  }

  private record Seen(FileStamp stamp, ScanResult result) {}

  /** The memory of an earlier scan. */
  public static ScanMemory of(DatasetVersion earlier) {
    Map<Path, Seen> seen = new HashMap<>();
    for (ScannedImage image : earlier.images()) {
      image.stamp().ifPresent(s -> seen.put(image.file(), new Seen(s, ScanResult.of(image))));
    }
    for (QuarantinedFile file : earlier.quarantined()) {
      if (OF_THE_BYTES.contains(file.reason())) {
        ScanResult result = new ScanResult.Fault(file.reason(), file.detail());
        file.stamp().ifPresent(s -> seen.put(file.file(), new Seen(s, result)));
      }
    }
    return new ScanMemory(seen, earlier.decoding());
  }

  /** The earlier result, if the file is unchanged and its decoding options are the same. */
  Optional<ScanResult> recall(Path file, FileStamp now, DecodingOptions wanted) {
    Seen known = seen.get(file);
    return known != null && known.stamp().equals(now) && decoding.equals(wanted)
        ? Optional.of(known.result())
        : Optional.empty();
  }
}
