// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.cli.CliException;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.ExternalSet;
import dev.assay.contracts.study.Starts;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import dev.assay.datasets.split.ExternalSplit;
import dev.assay.datasets.split.PooledFolds;
import dev.assay.datasets.split.SharedSplit;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The plan of a study, computed by the plain libraries. Every image is read and the split is made,
 * but nothing is stored and no service runs.
 *
 * @param study name of the study
 * @param datasets what was found in each folder
 * @param cells the rows of the table
 * @param runs number of trainings: cells times seeds
 * @param missingWeights backbones without weights in this command; the home may have them from an
 *     earlier one
 * @param weightsAdvice for each of them, which file to put where
 * @param comparisons the comparison of each data set that has at least two cells
 * @param estimatedSeconds rough estimate for this machine's CPU
 * @param assumptions assumptions of the estimate
 * @param diskBytes rough size of what a run stores
 * @param memoryBytes rough memory of its largest training
 * @param missingImages data sets for which no folder is given
 * @param problems what a run would hit; empty: it can start
 * @param notes remarks for the user
 */
public record DryRun(
    String study,
    List<Images> datasets,
    List<Row> cells,
    int runs,
    List<String> missingWeights,
    List<String> weightsAdvice,
    List<Compared> comparisons,
    double estimatedSeconds,
    List<String> assumptions,
    double diskBytes,
    double memoryBytes,
    List<String> missingImages,
    List<String> problems,
    List<String> notes) {

  /** Stands for a file that is not here; no file has this hash. */
  private static final WeightsChoice MISSING =
      new WeightsChoice(
          "missing", ArtifactRef.of("0".repeat(64), 0, MediaTypes.WEIGHTS), "missing");

  /**
   * @param groups number of patients, or of images if no patients are known
   * @param classes number of images of each class
   * @param parts number of images of each part
   * @param leftOut number of images that are not used, by reason
   */
  public record Images(
      String name,
      boolean synthetic,
      int images,
      int groups,
      String groupKind,
      Map<String, Integer> classes,
      Map<String, Integer> parts,
      Map<String, Integer> leftOut) {}

  /** One row of the table. */
  public record Row(
      String dataset,
      String backbone,
      String weights,
      String head,
      String training,
      double subset) {}

  /**
   * @param advice for missing weights, which file to put where
   * @param folders may lack data sets, which are reported as missing
   * @param speed of this machine with the threads of the study
   * @param strict whether a data set of which much is left out is a fault
   * @throws CliException with the faults of every data set
   */
  public static DryRun of(
      StudyFile study,
      ImageFolders folders,
      WeightsFolder weights,
      List<String> advice,
      AssumedSpeed speed,
      boolean strict,
      Machine machine) {
    try (UnpackedImages images = new UnpackedImages()) {
      return of(study, images, folders.unpacked(images), weights, advice, speed, strict, machine);
    }
  }

  private static DryRun of(
      StudyFile study,
      UnpackedImages images,
      ImageFolders folders,
      WeightsFolder weights,
      List<String> advice,
      AssumedSpeed speed,
      boolean strict,
      Machine machine) {
    StudySpec spec = study.spec();
    List<Fault> faults = new ArrayList<>();
    List<String> notes = new ArrayList<>(weights.notes());
    List<Images> found = new ArrayList<>();
    Map<String, Map<Part, Integer>> counts = new LinkedHashMap<>();
    List<Split> before = new ArrayList<>();
    List<StudySpec.Dataset> pooledSets = new ArrayList<>();
    Map<String, DatasetVersion> versions = new LinkedHashMap<>();
    List<String> missingImages =
        ImageSet.of(spec).stream()
            .map(ImageSet::name)
            .filter(name -> !folders.byDataset().containsKey(name))
            .toList();
    Map<String, DecodingOptions> decodings = decodings(spec);
    for (StudySpec.Dataset dataset : spec.datasets()) {
      try {
        Path folder = folders.byDataset().get(dataset.name());
        if (folder == null) {
          continue;
        }
        List<Split> splits = splits(dataset, folder, decodings, before);
        if (strict) {
          splits.getFirst().version().refuseIfMuchIsLeftOut();
        }
        before.addAll(splits);
        versions.put(dataset.name(), splits.getFirst().version());
        PooledFolds.of(splits)
            .ifPresent(
                pooled -> {
                  found.add(images(dataset.name(), pooled));
                  pooledSets.add(dataset);
                });
        for (int i = 0; i < splits.size(); i++) {
          Split split = splits.get(i);
          String section = dataset.sections().get(i);
          found.add(images(section, split));
          counts.put(section, parts(split));
          split.warnings().forEach(warning -> notes.add(section + ": " + warning));
        }
        external(dataset, folders, decodings, splits.getFirst(), found, notes, faults);
      } catch (DatasetException e) {
        e.faults()
            .forEach(fault -> faults.add(new Fault(dataset.name(), null, images.named(fault))));
      }
    }
    if (!faults.isEmpty()) {
      throw CliException.badInput(study.file().toString(), faults);
    }
    Starts starts = starts(spec, weights);
    starts
        .unknownFiles()
        .forEach(
            file ->
                notes.add(
                    file
                        + " is not in the folder of the weights; the home may have it from an"
                        + " earlier study"));
    List<Cell> cells = Cells.expand(spec, starts.starts());
    List<Cell> trained = cells.stream().filter(cell -> isTrained(spec, cell)).toList();
    List<Cell> table = Cells.withPooled(spec, cells, pooledSets::contains);
    List<String> problems = new ArrayList<>();
    for (String missing : missingImages) {
      problems.add(
          "datasets: no images are given for '%s'; give --images %s=DIR, or --only-given to leave it out"
              .formatted(missing, missing));
    }
    problems.addAll(Foreseen.of(spec, trained, table, weights, versions, machine));
    return new DryRun(
        spec.name(),
        found,
        table.stream().map(DryRun::row).toList(),
        trained.size() * spec.seeds().size(),
        weights.missing(spec),
        advice,
        Compared.of(spec, compared(spec, pooledSets, table)),
        Estimate.seconds(spec, trained, counts, speed.speed()),
        assumptions(speed),
        Foreseen.diskBytes(spec, trained, versions),
        Foreseen.memoryBytes(trained, spec.recipe().batchSize()),
        missingImages,
        problems,
        notes);
  }

  private static List<String> assumptions(AssumedSpeed speed) {
    return List.of(
        speed.origin(),
        "one run after the other, every epoch of each, and nothing found in stored results",
        "work grows with the number of images and the area of the crop");
  }

  /** An external set needs no training of its own: it tests the models of the data set. */
  private static boolean isTrained(StudySpec spec, Cell cell) {
    return spec.datasets().stream().anyMatch(d -> d.sections().contains(cell.dataset()));
  }

  /** The data sets whose comparisons are confirmatory: neither pooled folds nor external sets. */
  private static List<Cell> compared(
      StudySpec spec, List<StudySpec.Dataset> pooledSets, List<Cell> table) {
    Set<String> without = new HashSet<>();
    pooledSets.forEach(set -> without.addAll(set.sections()));
    for (StudySpec.Dataset dataset : spec.datasets()) {
      for (int i = 0; i < dataset.external().size(); i++) {
        if (!dataset.external().get(i).declared()) {
          without.add(dataset.externalSections().get(i));
        }
      }
    }
    return table.stream().filter(cell -> !without.contains(cell.dataset())).toList();
  }

  /** The external sets of a data set. */
  private static void external(
      StudySpec.Dataset dataset,
      ImageFolders folders,
      Map<String, DecodingOptions> decodings,
      Split trained,
      List<Images> found,
      List<String> notes,
      List<Fault> faults) {
    for (int i = 0; i < dataset.external().size(); i++) {
      ExternalSet set = dataset.external().get(i);
      String section = dataset.externalSections().get(i);
      try {
        Path folder = folders.byDataset().get(set.name());
        if (folder == null) {
          continue;
        }
        Split split =
            ExternalSplit.of(
                    dataset.name(),
                    trained,
                    scanned(set.layout(), folder, decodings.get(set.name())),
                    set)
                .split();
        found.add(images(section, split));
        split.warnings().forEach(warning -> notes.add(section + ": " + warning));
      } catch (DatasetException e) {
        e.faults().forEach(fault -> faults.add(new Fault(set.name(), null, fault)));
      }
    }
  }

  /** Each data set once, however often the study names it, as a run registers them. */
  private static Map<String, DecodingOptions> decodings(StudySpec spec) {
    Map<String, DecodingOptions> decodings = new HashMap<>();
    for (ImageSet set : ImageSet.of(spec)) {
      decodings.put(set.name(), set.decoding() == null ? DecodingOptions.paper() : set.decoding());
    }
    return decodings;
  }

  private static List<Split> splits(
      StudySpec.Dataset dataset,
      Path folder,
      Map<String, DecodingOptions> decodings,
      List<Split> before)
      throws DatasetException {
    DatasetVersion version = scanned(dataset.layout(), folder, decodings.get(dataset.name()));
    List<Split> splits = new ArrayList<>();
    for (SplitSettings settings : SplitSettings.of(dataset.split())) {
      splits.add(
          SharedSplit.split(
              version, settings, null, SharedSplit.siblings(version, settings, before)));
    }
    return splits;
  }

  private static DatasetVersion scanned(String layout, Path folder, DecodingOptions decoding)
      throws DatasetException {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (DecoderPool decoders = new DecoderPool(DecodingLimits.ofMachine())) {
      return new DatasetScanner(decoders, decoding, PixelLimit.DEFAULT, threads)
          .scan(Layout.named(layout), folder, throwAwayKey(), ScanProgress.SILENT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.environment("interrupted while images were read");
    }
  }

  /** These pseudonyms are not stored, so their key need not be kept. */
  private static GroupKey throwAwayKey() {
    return GroupKey.of(new byte[32]);
  }

  private static Images images(String name, Split split) {
    DatasetVersion version = split.version();
    int[] perClass = version.classCounts();
    Map<String, Integer> classes = new LinkedHashMap<>();
    for (int label = 0; label < perClass.length; label++) {
      classes.put(version.classes().get(label), perClass[label]);
    }
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts(split).forEach((part, count) -> parts.put(part.label(), count));
    Map<String, Integer> leftOut = new TreeMap<>();
    version.quarantineCounts().forEach((reason, count) -> leftOut.put(reason.label(), count));
    split.dropped().forEach((reason, count) -> leftOut.merge(reason, count, Integer::sum));
    return new Images(
        name,
        version.synthetic(),
        version.images().size(),
        version.groups(),
        version.groupKind(),
        classes,
        parts,
        leftOut);
  }

  private static Map<Part, Integer> parts(Split split) {
    Map<Part, Integer> parts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      parts.put(part, Arrays.stream(split.counts(part)).sum());
    }
    return parts;
  }

  /** A backbone without a file has its rows nevertheless, and they say what is missing. */
  private static Starts starts(StudySpec spec, WeightsFolder weights) {
    List<String> backbones = spec.availableBackbones() ? weights.backbones() : spec.backbones();
    return Starts.of(
        spec,
        backbones,
        backbone -> {
          List<Starts.File> files =
              weights.networks(backbone).stream()
                  .map(file -> new Starts.File(choice(file), file.preprocessing()))
                  .toList();
          return files.isEmpty() && spec.pretrained().needsFileOfEach()
              ? List.of(new Starts.File(MISSING, preprocessing(backbone)))
              : files;
        },
        DryRun::preprocessing);
  }

  private static Preprocessing preprocessing(String backbone) {
    return BackboneCatalogue.require(backbone).preprocessing();
  }

  private static WeightsChoice choice(WeightsFile file) {
    try {
      return new WeightsChoice(
          file.source(),
          ArtifactRef.of(file.sha256(), Files.size(file.file()), MediaTypes.WEIGHTS),
          file.file().getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(Cell cell) {
    return new Row(
        cell.dataset(),
        cell.backbone(),
        cell.weights().isRandom() ? "none (random)" : String.valueOf(cell.weights().fileName()),
        cell.head(),
        cell.frozen() ? "frozen" : "fine-tuned",
        cell.subsetRatio());
  }
}
