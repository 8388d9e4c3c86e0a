package dev.assay.data.study;

import dev.assay.contracts.Cell;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.StudyReader;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.dataset.Looks;
import dev.assay.data.dataset.Versions;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import dev.assay.weights.BackboneCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a study file against what is registered, every fault at once; stores nothing. */
@ApplicationScoped
public class StudyPlanner {
  private final Versions versions;
  private final Looks looks;
  private final SplitHistory history;
  private final StudyReader reader =
      new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet());

  StudyPlanner(Versions versions, Looks looks, SplitHistory history) {
    this.versions = versions;
    this.looks = looks;
    this.history = history;
  }

  /**
   * @param text YAML or JSON
   * @throws FaultException with every fault
   */
  @Transactional
  StudyPlan plan(String text) {
    StudySpec spec = reader.read(text);
    List<Fault> faults = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<PlannedSplit> splits = new ArrayList<>();
    for (int i = 0; i < spec.datasets().size(); i++) {
      splits.addAll(split(spec.datasets().get(i), "datasets[" + i + "]", faults));
    }
    Map<String, Cells.Start> starts = Starts.of(spec, faults, notes);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    List<Cell> cells = Cells.expand(spec, starts);
    return new StudyPlan(spec, cells, splits, notes);
  }

  private List<PlannedSplit> split(StudySpec.Dataset wanted, String at, List<Fault> faults) {
    Optional<VersionRow> registered =
        DatasetRow.of(wanted.name()).filter(row -> row.versionId != null).map(DatasetRow::version);
    if (registered.isEmpty()) {
      faults.add(
          new Fault(
              at + ".name",
              wanted.name(),
              "is no registered data set; register its folder of images first"));
      return List.of();
    }
    VersionRow row = registered.get();
    if (!row.layout.equals(wanted.layout())) {
      faults.add(
          new Fault(
              at + ".layout",
              wanted.layout(),
              "is not the layout that data set '"
                  + wanted.name()
                  + "' was registered with, which is "
                  + row.layout));
      return List.of();
    }
    try {
      DatasetVersion version = versions.load(row);
      List<PlannedSplit> splits = new ArrayList<>();
      List<SplitSettings> settings = SplitSettings.of(wanted.split());
      for (int i = 0; i < settings.size(); i++) {
        Split split =
            Splitter.split(
                version,
                settings.get(i),
                history.parent(wanted.name(), settings.get(i), row.contentHash).orElse(null));
        splits.add(
            new PlannedSplit(
                wanted.sections().get(i),
                wanted.name(),
                at,
                row.contentHash,
                split.warnedOf(looks.leaks(row, version, split.sides()).warnings())));
      }
      return splits;
    } catch (DatasetException e) {
      e.faults().forEach(fault -> faults.add(new Fault(at + ".split", null, fault)));
      return List.of();
    }
  }
}
