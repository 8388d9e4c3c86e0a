package dev.assay.datasets.scan;

import dev.assay.contracts.Hash;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.SyntheticMarker;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.layout.Listing;
import dev.assay.datasets.npz.ArraySlice;
import dev.assay.datasets.source.ImageFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Reads every file of a data set, decodes it whole, and keeps what can be used. Each thread holds
 * one image at a time; the result does not depend on the order of the files or the number of
 * threads.
 */
public final class DatasetScanner {
  private final ImageDecoder decoder;
  private final int threads;

  /**
   * @param threads that decode at once, at least 1; the decoder's pixel limit should know them
   */
  public DatasetScanner(ImageDecoder decoder, int threads) {
    this.decoder = decoder;
    this.threads = threads;
  }

  /** A scan that reads every file. */
  public DatasetVersion scan(Layout layout, Path path, GroupKey key, ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, key, ScanMemory.NONE, ImageObserver.NOBODY, progress);
  }

  /** The same, and somebody else looks at the decoded images, too. */
  public DatasetVersion scan(
      Layout layout, Path path, GroupKey key, ImageObserver sight, ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, key, ScanMemory.NONE, sight, progress);
  }

  /**
   * @param path the folder of the data set
   * @param memory of an earlier scan: files that did not change since are not read
   * @param sight is shown the images that are
   * @throws DatasetException if the folder does not have the layout, or no image in it can be used
   */
  public DatasetVersion scan(
      Layout layout,
      Path path,
      GroupKey key,
      ScanMemory memory,
      ImageObserver sight,
      ScanProgress progress)
      throws DatasetException, InterruptedException {
    return scan(layout, path, file -> true, key, memory, sight, progress);
  }

  /**
   * A scan of a folder that somebody is still writing to.
   *
   * @param arrived whether a file is there whole; those that are not are passed over as if they
   *     were not there, and neither opened nor named
   */
  public DatasetVersion scan(
      Layout layout,
      Path path,
      Predicate<Path> arrived,
      GroupKey key,
      ScanMemory memory,
      ImageObserver sight,
      ScanProgress progress)
      throws DatasetException, InterruptedException {
    Listing listing =
        layout
            .list(path)
            .only(file -> arrived.test(ArraySlice.of(file).map(ArraySlice::archive).orElse(file)));
    List<Finding> findings = look(listing, key, memory, sight, progress);
    List<QuarantinedFile> quarantined = new ArrayList<>();
    listing
        .leftOut()
        .forEach(f -> quarantined.add(new QuarantinedFile(f.file(), f.reason(), f.detail())));
    List<Finding> usable = new ArrayList<>();
    for (Finding finding : findings) {
      finding
          .fault()
          .ifPresentOrElse(
              fault -> quarantined.add(finding.quarantined(fault)), () -> usable.add(finding));
    }
    Duplicates duplicates = Duplicates.among(usable);
    List<ScannedImage> images = new ArrayList<>();
    boolean patients = listing.groupKind().equals("image") && !usable.isEmpty();
    for (Finding finding : usable) {
      if (duplicates.isConflict(finding.sha256())) {
        quarantined.add(
            new QuarantinedFile(
                finding.file().file(),
                QuarantineReason.LABEL_CONFLICT,
                "the same bytes occur under two classes"));
      } else {
        images.add(finding.image(key.pseudonym(layout.name() + ":" + duplicates.group(finding))));
        patients &= finding.statedPatient().isPresent();
      }
    }
    if (images.isEmpty()) {
      throw nothingUsable(layout, path, quarantined);
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    quarantined.sort(Comparator.comparing(QuarantinedFile::file));
    return new DatasetVersion(
        listing.root(),
        layout.name(),
        patients ? "patient" : listing.groupKind(),
        listing.classes(),
        SyntheticMarker.isBeside(path, listing.root()),
        images,
        quarantined,
        decoder.decoding(),
        layout.provenance());
  }

  private static DatasetException nothingUsable(
      Layout layout, Path path, List<QuarantinedFile> quarantined) {
    if (quarantined.isEmpty()) {
      return new DatasetException(
          path + " has no image; layout '" + layout.name() + "' expects " + layout.expects());
    }
    QuarantinedFile first = quarantined.get(0);
    return new DatasetException(
        path
            + " has no usable image: "
            + quarantined.size()
            + " files were looked at; the first, "
            + path.relativize(first.file())
            + ", is left out as "
            + first.reason().label()
            + " ("
            + first.detail()
            + "); layout '"
            + layout.name()
            + "' expects "
            + layout.expects());
  }

  private List<Finding> look(
      Listing listing, GroupKey key, ScanMemory memory, ImageObserver sight, ScanProgress progress)
      throws InterruptedException {
    Map<String, Integer> labels = new HashMap<>();
    listing.classes().forEach(name -> labels.put(name, labels.size()));
    List<Finding> findings = new ArrayList<>(listing.files().size());
    AtomicInteger leftOut = new AtomicInteger(listing.leftOut().size());
    progress.leftOut(leftOut.get());
    try (ImageFiles files = new ImageFiles(decoder)) {
      new ParallelInOrder(threads)
          .<ListedFile, Finding, RuntimeException>forEach(
              listing.files(),
              file -> look(file, labels.get(file.className()), files, key, memory, sight),
              finding -> {
                findings.add(finding);
                if (finding.fault().isPresent()) {
                  progress.leftOut(leftOut.incrementAndGet());
                }
              },
              progress);
    }
    return findings;
  }

  private Finding look(
      ListedFile file,
      int label,
      ImageFiles files,
      GroupKey key,
      ScanMemory memory,
      ImageObserver sight) {
    Instant now = Instant.now();
    Optional<FileStamp> before = FileStamp.of(files.container(file.file()));
    Optional<ScanResult> known =
        before.flatMap(stamp -> memory.recall(file.file(), stamp, decoder.decoding()));
    if (known.isPresent()) {
      return new Finding(file, label, known.get(), before);
    }
    ScanResult look = read(file.file(), files, key, sight);
    // A file that changed while it was read, or just before, may change again and look the same.
    Optional<FileStamp> stamp =
        before
            .filter(s -> s.isSettled(now))
            .filter(s -> FileStamp.of(files.container(file.file())).equals(Optional.of(s)));
    return new Finding(file, label, look, stamp);
  }

  private static ScanResult read(Path file, ImageFiles files, GroupKey key, ImageObserver sight) {
    try {
      byte[] bytes = files.read(file);
      Picture picture = files.decode(bytes);
      if (picture.isBlank()) {
        return new ScanResult.Fault(QuarantineReason.BLANK, "every pixel has the same value");
      }
      String sha256 = Hash.ofBytes(bytes);
      sight.saw(sha256, picture.image());
      return new ScanResult.Usable(
          sha256,
          bytes.length,
          picture.image().width(),
          picture.image().height(),
          DicomAttributes.of(picture, key));
    } catch (UnusableImageException e) {
      return new ScanResult.Fault(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  /** What was seen of one file, and what its layout says about it. */
  record Finding(ListedFile file, int label, ScanResult look, Optional<FileStamp> stamp) {

    /** Why it cannot be used; empty if it can. */
    Optional<ScanResult.Fault> fault() {
      if (look instanceof ScanResult.Fault fault) {
        return Optional.of(fault);
      }
      return file.patient().isPresent()
          ? Optional.empty()
          : Optional.of(
              new ScanResult.Fault(
                  QuarantineReason.NO_PATIENT,
                  "no patient or lesion can be read from its name or its row"));
    }

    QuarantinedFile quarantined(ScanResult.Fault fault) {
      return new QuarantinedFile(file.file(), fault.reason(), fault.detail(), stamp);
    }

    private ScanResult.Usable usable() {
      if (look instanceof ScanResult.Usable usable) {
        return usable;
      }
      throw new IllegalStateException("a file that is left out has no image");
    }

    String sha256() {
      return usable().sha256();
    }

    /** The pseudonym of the patient whom the file itself states. */
    Optional<String> statedPatient() {
      return Optional.ofNullable(usable().attributes().get(DicomAttributes.PATIENT));
    }

    /**
     * The patient or lesion; where the layout knows none, the patient whom the file states, or the
     * image itself.
     */
    String patient() {
      String listed = file.patient().orElseThrow();
      return listed.equals(file.imageId())
          ? statedPatient().map(p -> DicomAttributes.PATIENT + ":" + p).orElse(listed)
          : listed;
    }

    ScannedImage image(String group) {
      Map<String, String> attributes = new HashMap<>(file.attributes());
      attributes.putAll(usable().attributes());
      return new ScannedImage(
          file.file(),
          Hash.ofText(file.imageId()),
          usable().sha256(),
          usable().bytes(),
          usable().width(),
          usable().height(),
          label,
          group,
          file.part(),
          attributes,
          stamp);
    }
  }
}
