package dev.assay.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One row of the table: data set x backbone with its weights x head x recipe x frozen or fine-tuned
 * x subset ratio. Its seeds are replicates, never rows.
 *
 * @param cellId hash of the other fields, 16 hexadecimal digits; the same cell has the same id in
 *     every study
 * @param dataset name of the data set in the study
 * @param subsetRatio share of the training groups that is used, in (0, 1]
 */
public record Cell(
    String cellId,
    String dataset,
    String backbone,
    WeightsChoice weights,
    Preprocessing preprocessing,
    String head,
    Recipe recipe,
    boolean frozen,
    double subsetRatio) {

  public Cell {
    Check.text("cellId", cellId);
    Check.text("dataset", dataset);
    Check.text("backbone", backbone);
    Check.present("weights", weights);
    Check.present("preprocessing", preprocessing);
    Check.text("head", head);
    Check.present("recipe", recipe);
    Check.within("subsetRatio", subsetRatio, Double.MIN_NORMAL, 1);
  }

  /** Whether it may be compared with others: a row that repeats an accident is shown alone. */
  @JsonIgnore
  public boolean isComparable() {
    return !recipe.repeatsAccidents();
  }

  public static Cell of(
      String dataset,
      String backbone,
      WeightsChoice weights,
      Preprocessing preprocessing,
      String head,
      Recipe recipe,
      boolean frozen,
      double subsetRatio) {
    WeightsChoice needed = weights.forHead(head);
    record Identity(
        String dataset,
        String backbone,
        String weights,
        Preprocessing preprocessing,
        String head,
        Recipe recipe,
        boolean frozen,
        double subsetRatio) {}
    String id =
        Hash.ofJson(
            new Identity(
                dataset,
                backbone,
                needed.identity(),
                preprocessing,
                head,
                recipe,
                frozen,
                subsetRatio));
    return new Cell(
        id.substring(0, 16),
        dataset,
        backbone,
        needed,
        preprocessing,
        head,
        recipe,
        frozen,
        subsetRatio);
  }
}
