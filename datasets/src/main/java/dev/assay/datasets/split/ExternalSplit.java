package dev.assay.datasets.split;

import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
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
 * The whole of a data set as the test part of models that are trained on another. Training and
 * validation are image by image those of the split that the models are trained on, so that no
 * training changes and every choice is made there; nothing is fitted on the tested set.
 *
 * @param split the images of both, under ids and groups that cannot meet by accident
 * @param hashes of training and validation as where the models are trained; of the test part as of
 *     the tested set, whoever is tested on it
 * @param external which data sets
 */
public record ExternalSplit(Split split, SplitHashes hashes, External external) {
  private static final int FEW_GROUPS = 10;
  private static final int PSEUDONYM_DIGITS = 32;

  /**
   * @param dataset name of the data set that models are trained on
   * @param trained their split
   * @param tested newest version of the other
   * @throws DatasetException if classes of the two do not fit, or, unless overlap is to be dropped,
   *     if images or patients that models were trained or validated on are in the tested set
   */
  public static ExternalSplit of(
      String dataset, Split trained, DatasetVersion tested, ExternalSet settings)
      throws DatasetException {
    return new Making(dataset, trained, tested, settings).test();
  }

  /** The manifest of the section. */
  public SplitManifest manifest(String section) {
    return split.manifest(section).asExternal(hashes, external);
  }

  /** The id of an image among those of two data sets. */
  public static String idOf(String dataset, String image) {
    return Hash.ofText("external " + dataset + " " + image);
  }

  /** One of them in the making. */
  private static final class Making {
    private final String dataset;
    private final Split trained;
    private final DatasetVersion tested;
    private final ExternalSet settings;
    private final Map<String, Part> sideOfBytes = new HashMap<>();
    private final Map<String, Part> sideOfGroup = new HashMap<>();
    private final List<ScannedImage> models = new ArrayList<>();
    private final List<ScannedImage> kept = new ArrayList<>();
    private final List<SplitLineage.LeftOut> leftOut = new ArrayList<>();

    Making(String dataset, Split trained, DatasetVersion tested, ExternalSet settings) {
      this.dataset = dataset;
      this.trained = trained;
      this.tested = tested;
      this.settings = settings;
    }

    ExternalSplit test() throws DatasetException {
      ClassMapping classes =
          ClassMapping.of(tested.classes(), trained.version().classes(), settings.classes());
      lookAtTraining();
      place(classes);
      kept.sort(Comparator.comparing(ScannedImage::image));
      leftOut.sort(Comparator.comparing(SplitLineage.LeftOut::image));
      List<ScannedImage> images = new ArrayList<>(models);
      images.addAll(kept);
      images.sort(Comparator.comparing(ScannedImage::image));
      List<SplitManifest.Entry> entries =
          new ArrayList<>(trained.entries().stream().filter(e -> e.part() != Part.TEST).toList());
      List<SplitManifest.Entry> ofTest = kept.stream().map(Making::entry).toList();
      entries.addAll(ofTest);
      entries.sort(Comparator.comparing(SplitManifest.Entry::image));
      Split split = split(version(images, false), entries, warnings());
      SplitHashes own = trained.hashes();
      return new ExternalSplit(
          split,
          new SplitHashes(
              own.train(),
              own.validation(),
              split(version(kept, true), ofTest, List.of()).hashes().test()),
          new External(dataset, settings.name(), settings.declared()));
    }

    private void lookAtTraining() {
      Map<String, SplitManifest.Entry> used = new HashMap<>();
      trained.entries().stream()
          .filter(e -> e.part() != Part.TEST)
          .forEach(e -> used.put(e.image(), e));
      for (ScannedImage image : trained.version().images()) {
        SplitManifest.Entry entry = used.get(image.image());
        if (entry != null) {
          models.add(image);
          sideOfBytes.merge(entry.sha256(), entry.part(), Making::first);
          sideOfGroup.merge(entry.group(), entry.part(), Making::first);
        }
      }
    }

    private static Part first(Part one, Part other) {
      return one.compareTo(other) <= 0 ? one : other;
    }

    private void place(ClassMapping classes) throws DatasetException {
      Set<String> copies = new HashSet<>();
      Set<String> people = new HashSet<>();
      List<String> examples = new ArrayList<>();
      int shared = 0;
      for (Group group : Group.of(tested.images(), tested.classes().size())) {
        Optional<Part> seen = Optional.empty();
        for (ScannedImage image : group.images()) {
          Part side = sideOfBytes.get(image.sha256());
          if (side != null) {
            copies.add(image.image());
            if (examples.size() < 3) {
              examples.add(tested.root().relativize(image.file()).toString());
            }
            seen = Optional.of(seen.map(before -> first(before, side)).orElse(side));
          }
        }
        Part ofPatient = settings.samePatients() ? sideOfGroup.get(group.pseudonym()) : null;
        if (ofPatient != null) {
          people.add(group.pseudonym());
          shared += group.images().size();
          seen = Optional.of(seen.map(before -> first(before, ofPatient)).orElse(ofPatient));
        }
        for (ScannedImage image : group.images()) {
          int label = classes.of(image.label());
          String id = idOf(settings.name(), image.image());
          if (seen.isPresent()) {
            leftOut.add(
                new SplitLineage.LeftOut(
                    id, seen.get() == Part.TRAIN ? "group-in-training" : "group-in-validation"));
          } else if (label == ClassMapping.NONE) {
            leftOut.add(new SplitLineage.LeftOut(id, "class-left-out"));
          } else {
            kept.add(renamed(image, id, label));
          }
        }
      }
      refuse(copies.size(), people.size(), shared, examples);
    }

    private void refuse(int copies, int people, int shared, List<String> examples)
        throws DatasetException {
      List<String> faults = new ArrayList<>();
      if (settings.samePatients() && !bothKnowPatients()) {
        faults.add(
            "patients: same needs patients in both sets; groups are %ss and %ss"
                .formatted(trained.version().groupKind(), tested.groupKind()));
      }
      String drop = "; overlap: drop leaves out every image of whoever they are of";
      if (copies > 0 && !settings.dropOverlap()) {
        faults.add(
            "%d images of '%s' are, byte by byte, among those that models of '%s' are trained or validated on, such as %s%s"
                .formatted(copies, settings.name(), dataset, String.join(", ", examples), drop));
      }
      if (people > 0 && !settings.dropOverlap()) {
        faults.add(
            "%d %ss of '%s', with %d images, are among those that models of '%s' are trained or validated on%s"
                .formatted(people, tested.groupKind(), settings.name(), shared, dataset, drop));
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

    /** Equal ids and equal numbers of patients of two sets are not the same by that alone. */
    private ScannedImage renamed(ScannedImage image, String id, int label) {
      String group =
          settings.samePatients()
              ? image.group()
              : idOf(settings.name(), image.group()).substring(0, PSEUDONYM_DIGITS);
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

    private static SplitManifest.Entry entry(ScannedImage image) {
      return new SplitManifest.Entry(
          image.image(),
          image.sha256(),
          image.label(),
          image.group(),
          Part.TEST,
          1,
          image.attributes());
    }

    private DatasetVersion version(List<ScannedImage> images, boolean testedAlone) {
      return new DatasetVersion(
          tested.root(),
          tested.layout(),
          tested.groupKind(),
          trained.version().classes(),
          tested.synthetic() || (!testedAlone && trained.version().synthetic()),
          images,
          tested.quarantined(),
          testedAlone ? tested.decoding() : trained.version().decoding(),
          tested.provenance());
    }

    private Split split(
        DatasetVersion version, List<SplitManifest.Entry> entries, List<String> warnings) {
      record Identity(
          String kind,
          String trained,
          String dataset,
          String tested,
          Map<String, String> classes,
          boolean samePatients,
          boolean dropOverlap) {}
      return new Split(
          version,
          trained.settings(),
          Hash.ofJson(
              new Identity(
                  "external",
                  trained.splitId(),
                  settings.name(),
                  tested.contentHash(),
                  settings.classes(),
                  settings.samePatients(),
                  settings.dropOverlap())),
          Optional.empty(),
          entries,
          leftOut,
          List.of(),
          warnings);
    }

    private List<String> warnings() {
      List<String> warnings = new ArrayList<>();
      PatientLeakage.warning(tested.groupKind()).ifPresent(warnings::add);
      if (!settings.samePatients() && bothKnowPatients()) {
        warnings.add(
            "%ss of %s and of %s are taken for different ones, also where they have the same number"
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
}
