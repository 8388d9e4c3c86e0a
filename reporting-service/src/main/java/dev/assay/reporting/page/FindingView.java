// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.FindingAnswers.Filter;
import dev.assay.reporting.images.FindingAnswers.Order;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which images of a cell are shown, and of which finding.
 *
 * @param finding its index
 * @param name its name
 */
record FindingView(int finding, String name, Filter filter, Order order) {

  /**
   * As a browser asks for it.
   *
   * @param finding name; null: the first
   * @param truth label of a {@link Filter}; null: all
   * @param order label of an {@link Order}; null: the most wrong first
   * @throws ProblemException 400 naming what is accepted
   */
  static FindingView of(
      FindingAnswers answers,
      @Nullable String finding,
      @Nullable String truth,
      @Nullable String order) {
    List<String> names = answers.findings();
    String name =
        finding == null ? names.getFirst() : oneOf("finding", finding, names, Function.identity());
    return new FindingView(
        names.indexOf(name),
        name,
        truth == null
            ? Filter.ALL
            : oneOf("truth", truth, Arrays.asList(Filter.values()), Filter::label),
        order == null
            ? Order.WRONG
            : oneOf("order", order, Arrays.asList(Order.values()), Order::label));
  }

  /**
   * @param parameter of the query, for the message
   * @param labels of what is accepted
   */
  static <T> T oneOf(String parameter, String value, List<T> accepted, Function<T, String> labels) {
    Optional<T> found =
        accepted.stream().filter(one -> labels.apply(one).equals(value)).findFirst();
    return found.orElseThrow(
        () ->
            new ProblemException(
                Problem.badRequest(
                    "%s must be one of %s, not '%s'"
                        .formatted(
                            parameter,
                            accepted.stream().map(labels).collect(Collectors.joining(", ")),
                            value))));
  }

  FindingView with(Filter other) {
    return new FindingView(finding, name, other, order);
  }

  FindingView with(Order other) {
    return new FindingView(finding, name, filter, other);
  }

  /**
   * @param base where the images of the cell are
   */
  String address(String base) {
    return "%s?finding=%s&truth=%s&order=%s"
        .formatted(base, Addresses.encoded(name), filter.label(), order.label());
  }
}
