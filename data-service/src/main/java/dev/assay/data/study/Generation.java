package dev.assay.data.study;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which time it is that a study is made.
 *
 * @param number from 1 on
 * @param previous study id of the generation before; absent for the first
 * @param notes what a reader of the table must know of it
 */
record Generation(int number, @Nullable String previous, List<String> notes) {
  /** Somebody submits the study. */
  static final Generation FIRST = new Generation(1, null, List.of());

  Generation {
    notes = List.copyOf(notes);
  }

  /** New data of a data set make the study anew. */
  static Generation after(int before, String studyId, String dataset) {
    int number = before + 1;
    return new Generation(
        number,
        studyId,
        List.of(
            "generation %d: new data of %s arrived; generation %d is study %s"
                .formatted(number, dataset, before, studyId)));
  }
}
