// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.PatientLeakage;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which images of an external set can test models that were trained on another data set: those
 * whose group has no image that the models know from training or validation, and whose class the
 * models know. A group is kept or left out as a whole.
 */
final class ExternalTestImages {
  private static final int FEW_GROUPS = 10;
  private static final int PSEUDONYM_DIGITS = 32;

  private final String dataset;
  private final Split trained;
  private final DatasetVersion tested;
  private final ExternalSet settings;
  private final Map<String, Part> partByBytes = new HashMap<>();
  private final Map<String, Part> partByGroup = new HashMap<>();
  private final List<ScannedImage> kept = new ArrayList<>();
  private final List<SplitLineage.LeftOut> leftOut = new ArrayList<>();

  /** Images of the external set with the bytes of an image that the models know. */
  private final Set<String> copies = new HashSet<>();

  /** Groups of the external set that the models know, and the number of their images. */
  private final Set<String> knownGroups = new HashSet<>();

  private int imagesOfKnownGroups;
  private final List<String> examples = new ArrayList<>();

  private ExternalTestImages(
      String dataset, Split trained, DatasetVersion tested, ExternalSet settings) {
    this.dataset = dataset;
    this.trained = trained;
    this.tested = tested;
    this.settings = settings;
  }

  /**
   * @param dataset name of the data set that the models are trained on
   * @param trained its split
   * @param tested version of the external set
   * @throws DatasetException as {@link ExternalSplit#of}
   */
  static ExternalTestImages of(
      String dataset, Split trained, DatasetVersion tested, ExternalSet settings)
      throws DatasetException {
    ExternalTestImages images = new ExternalTestImages(dataset, trained, tested, settings);
    ClassMapping classes =
        ClassMapping.of(tested.classes(), trained.version().classes(), settings.classes());
    for (SplitManifest.Entry entry : trained.entries()) {
      if (entry.part() != Part.TEST) {
        images.partByBytes.merge(entry.sha256(), entry.part(), ExternalTestImages::first);
        images.partByGroup.merge(entry.group(), entry.part(), ExternalTestImages::first);
      }
    }
    Group.of(tested.images(), tested.classes().size()).forEach(g -> images.place(g, classes));
    images.refuseFaults();
    images.kept.sort(Comparator.comparing(ScannedImage::image));
    images.leftOut.sort(Comparator.comparing(SplitLineage.LeftOut::image));
    return images;
  }

  /** The images to test on, sorted by id. */
  List<ScannedImage> kept() {
    return kept;
  }

  /** Images that test nothing, sorted by id. */
  List<SplitLineage.LeftOut> leftOut() {
    return leftOut;
  }

  private static Part first(Part one, Part other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private void place(Group group, ClassMapping classes) {
    Optional<Part> known = knownPart(group);
    for (ScannedImage image : group.images()) {
      int label = classes.of(image.label());
      String id = ExternalSplit.idOf(settings.name(), image.image());
      if (known.isPresent()) {
        leftOut.add(
            new SplitLineage.LeftOut(
                id, known.get() == Part.TRAIN ? "group-in-training" : "group-in-validation"));
      } else if (label == ClassMapping.NONE) {
        leftOut.add(new SplitLineage.LeftOut(id, "class-left-out"));
      } else {
        kept.add(renamed(image, id, label));
      }
    }
  }

  /** The part in which the models know an image or the patient of this group. */
  private Optional<Part> knownPart(Group group) {
    Optional<Part> known = Optional.empty();
    for (ScannedImage image : group.images()) {
      Part part = partByBytes.get(image.sha256());
      if (part != null) {
        copies.add(image.image());
        if (examples.size() < 3) {
          examples.add(tested.root().relativize(image.file()).toString());
        }
        known = Optional.of(known.map(before -> first(before, part)).orElse(part));
      }
    }
    Part ofPatient = settings.samePatients() ? partByGroup.get(group.pseudonym()) : null;
    if (ofPatient != null) {
      knownGroups.add(group.pseudonym());
      imagesOfKnownGroups += group.images().size();
      known = Optional.of(known.map(before -> first(before, ofPatient)).orElse(ofPatient));
    }
    return known;
  }

  private void refuseFaults() throws DatasetException {
    List<String> faults = new ArrayList<>();
    if (settings.samePatients() && !bothKnowPatients()) {
      faults.add(
          "patients: same needs patients in both sets; groups are %ss and %ss"
              .formatted(trained.version().groupKind(), tested.groupKind()));
    }
    String drop = "; overlap: drop leaves out all images of these groups";
    if (!copies.isEmpty() && !settings.dropOverlap()) {
      faults.add(
          "%d images of '%s' are, byte by byte, among those that models of '%s' are trained or validated on, such as %s%s"
              .formatted(
                  copies.size(), settings.name(), dataset, String.join(", ", examples), drop));
    }
    if (!knownGroups.isEmpty() && !settings.dropOverlap()) {
      faults.add(
          "%d %ss of '%s', with %d images, are among those that models of '%s' are trained or validated on%s"
              .formatted(
                  knownGroups.size(),
                  tested.groupKind(),
                  settings.name(),
                  imagesOfKnownGroups,
                  dataset,
                  drop));
    }
    if (faults.isEmpty() && kept.isEmpty()) {
      faults.add("no image of '%s' is left to test on".formatted(settings.name()));
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
  }

  private boolean bothKnowPatients() {
    return trained.version().groupKind().equals(tested.groupKind())
        && !"image".equals(tested.groupKind());
  }

  /** Equal ids, or equal numbers of patients, of two data sets do not mean the same thing. */
  private ScannedImage renamed(ScannedImage image, String id, int label) {
    String group =
        settings.samePatients()
            ? image.group()
            : ExternalSplit.idOf(settings.name(), image.group()).substring(0, PSEUDONYM_DIGITS);
    return new ScannedImage(
        image.file(),
        id,
        image.sha256(),
        image.bytes(),
        image.width(),
        image.height(),
        label,
        group,
        Optional.of(Part.TEST),
        image.attributes(),
        image.stamp());
  }

  /** What a reader of the results must know. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    PatientLeakage.warning(tested.groupKind()).ifPresent(warnings::add);
    if (!settings.samePatients() && bothKnowPatients()) {
      warnings.add(
          "%ss of %s and of %s are treated as different, even if they have the same number"
              .formatted(tested.groupKind(), dataset, settings.name()));
    }
    List<String> classes = trained.version().classes();
    for (int label = 0; label < classes.size(); label++) {
      int wanted = label;
      long groups =
          kept.stream()
              .filter(i -> i.label() == wanted)
              .map(ScannedImage::group)
              .distinct()
              .count();
      if (groups < FEW_GROUPS) {
        warnings.add(
            "class '%s' has only %d group%s (%ss) in %s"
                .formatted(
                    classes.get(label),
                    groups,
                    groups == 1 ? "" : "s",
                    tested.groupKind(),
                    settings.name()));
      }
    }
    Map<String, Integer> reasons = new TreeMap<>();
    leftOut.forEach(l -> reasons.merge(l.reason(), 1, Integer::sum));
    reasons.forEach(
        (reason, count) -> warnings.add(count + " images are not tested on (" + reason + ")"));
    return warnings;
  }
}
