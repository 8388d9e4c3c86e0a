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
 * What an earlier scan saw, so that the next one reads only what changed. The rule: a file is
 * unchanged if its path, size, time of last change and inode are those of the earlier scan, and it
 * had lain still for two seconds when it was read then. Faults that may pass without the file
 * changing (a disk that could not be read, a heap that was too small) and conflicts between files
 * are looked at again.
 */
public final class ScanMemory {
  /** Remembers nothing: every file is read. */
  public static final ScanMemory NONE = new ScanMemory(Map.of(), DecodingOptions.paper());

  private static final Set<QuarantineReason> OF_THE_BYTES =
      EnumSet.of(
          QuarantineReason.EMPTY_FILE,
          QuarantineReason.NOT_AN_IMAGE,
          QuarantineReason.UNSUPPORTED_FORMAT,
          QuarantineReason.TRUNCATED,
          QuarantineReason.CORRUPT,
          QuarantineReason.BLANK,
          QuarantineReason.MULTI_FRAME,
          QuarantineReason.BURNED_IN_ANNOTATION,
          QuarantineReason.SECONDARY_CAPTURE);

  private final Map<Path, Seen> seen;
  private final DecodingOptions decoding;

  private ScanMemory(Map<Path, Seen> seen, DecodingOptions decoding) {
    this.seen = seen;
    this.decoding = decoding;
  }

  private record Seen(FileStamp stamp, ScanResult look) {}

  /** The memory of a scan. */
  public static ScanMemory of(DatasetVersion earlier) {
    Map<Path, Seen> seen = new HashMap<>();
    for (ScannedImage image : earlier.images()) {
      image.stamp().ifPresent(s -> seen.put(image.file(), new Seen(s, ScanResult.of(image))));
    }
    for (QuarantinedFile file : earlier.quarantined()) {
      if (OF_THE_BYTES.contains(file.reason())) {
        ScanResult look = new ScanResult.Fault(file.reason(), file.detail());
        file.stamp().ifPresent(s -> seen.put(file.file(), new Seen(s, look)));
      }
    }
    return new ScanMemory(seen, earlier.decoding());
  }

  /** What was seen in the file, if it is unchanged and was read in the same way. */
  Optional<ScanResult> recall(Path file, FileStamp now, DecodingOptions wanted) {
    Seen known = seen.get(file);
    return known != null && known.stamp().equals(now) && decoding.equals(wanted)
        ? Optional.of(known.look())
        : Optional.empty();
  }
}
