package dev.assay.data.study;

import dev.assay.contracts.Cell;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.StudyReader;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.dataset.Versions;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
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
  private final StudyReader reader =
      new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet());

  StudyPlanner(Versions versions) {
    this.versions = versions;
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
      split(spec.datasets().get(i), "datasets[" + i + "]", faults).ifPresent(splits::add);
    }
    Map<String, Cells.Start> starts = Starts.of(spec, faults, notes);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    List<Cell> cells = Cells.expand(spec, starts);
    faults.addAll(Starts.missingHeads(cells));
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return new StudyPlan(spec, cells, splits, notes);
  }

  private Optional<PlannedSplit> split(StudySpec.Dataset wanted, String at, List<Fault> faults) {
    Optional<VersionRow> registered =
        DatasetRow.of(wanted.name()).filter(row -> row.versionId != null).map(DatasetRow::version);
    if (registered.isEmpty()) {
      faults.add(
          new Fault(
              at + ".name",
              wanted.name(),
              "is no registered data set; register its folder of images first"));
      return Optional.empty();
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
      return Optional.empty();
    }
    try {
      StudySpec.Split asked = wanted.split();
      SplitSettings settings =
          new SplitSettings(asked.seed(), asked.validation(), asked.test(), false);
      return Optional.of(
          new PlannedSplit(
              wanted.name(), row.contentHash, Splitter.split(versions.load(row), settings)));
    } catch (DatasetException e) {
      e.faults().forEach(fault -> faults.add(new Fault(at + ".split", null, fault)));
      return Optional.empty();
    }
  }
}
