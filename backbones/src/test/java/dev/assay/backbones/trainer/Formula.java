// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.weights.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The values that the golden models were computed with, made from the names of their tensors. */
public final class Formula {
  private Formula() {}

  /** Which tensors a rule is for, and value = a + b * s with s in [-1, 1). */
  record Rule(String regex, int rank, long columns, double a, double gainOrB, boolean gain) {
    boolean fits(String key, List<Long> shape) {
      return Pattern.compile(regex).matcher(key).find()
          && (rank == 0 || shape.size() == rank)
          && (columns == 0 || (shape.size() == 2 && shape.get(1) == columns));
    }

    double b(List<Long> shape) {
      double fanIn =
          shape.stream().skip(1).mapToDouble(Long::doubleValue).reduce(1, (x, y) -> x * y);
      return gain ? Math.sqrt(3.0 * gainOrB / fanIn) : gainOrB;
    }
  }

  /** In the order of the table of the golden models; the first that fits counts. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("num_batches_tracked$", 0, 0, 0, 0, false),
          new Rule("running_mean$", 0, 0, 0, 0.05, false),
          new Rule("running_var$", 0, 0, 1.125, 0.125, false),
          new Rule("gamma$", 0, 0, 0.4, 0.2, false),
          new Rule("^cls_token$", 0, 0, 0, 0.5, false),
          new Rule("^pos_embed$", 0, 0, 0, 0.2, false),
          new Rule("^mask_token$", 0, 0, 0, 0.02, false),
          new Rule("bias$", 0, 0, 0, 0.05, false),
          new Rule("^layer\\d+\\.\\d+\\.bn3\\.weight$", 0, 0, 0.3, 0.1, false),
          new Rule("weight$", 1, 0, 1, 0.1, false),
          new Rule("^features\\.0\\.weight$", 0, 0, 0, 0.1, true),
          new Rule("^classifier\\.0\\.weight$", 0, 0, 0, 1, true),
          new Rule("^classifier\\.3\\.weight$", 0, 0, 0, 0.1, true),
          new Rule("^head\\.weight$", 0, 4096, 0, 0.02, true),
          new Rule("^head\\.(0\\.|2\\.)?weight$", 0, 0, 0, 0.5, true),
          new Rule(
              "^(weight|fc\\.weight|classifier\\.weight|classifier\\.6\\.weight)$",
              0,
              0,
              0,
              1,
              true),
          new Rule("(attn\\.proj|mlp\\.fc1|patch_embed\\.proj)\\.weight$", 0, 0, 0, 1, true),
          new Rule("weight$", 0, 0, 0, 2, true));

  /**
   * A model's own rules, which go before the table.
   *
   * @param rules regular expression, rank, kind ({@code ab}, {@code gain} or {@code fixed}),
   *     argument
   */
  static List<Rule> rules(JsonNode rules) {
    List<Rule> own = new ArrayList<>();
    for (JsonNode rule : rules) {
      JsonNode argument = rule.get(3);
      int rank = rule.get(1).asText().equals("any") ? 0 : rule.get(1).asText().charAt(4) - '0';
      String regex = rule.get(0).asText();
      switch (rule.get(2).asText()) {
        case "ab" ->
            own.add(
                new Rule(
                    regex, rank, 0, argument.get(0).asDouble(), argument.get(1).asDouble(), false));
        case "gain" -> own.add(new Rule(regex, rank, 0, 0, argument.asDouble(), true));
        case "fixed" -> own.add(new Rule(regex, rank, 0, Double.NaN, Double.NaN, false));
        default -> throw new IllegalArgumentException("unknown rule " + rule);
      }
    }
    return own;
  }

  private static Rule rule(List<Rule> own, String key, List<Long> shape) {
    return Stream.concat(own.stream(), RULES.stream())
        .filter(r -> r.fits(key, shape))
        .findFirst()
        .orElseThrow();
  }

  /** Whether a tensor is a constant of the network, which no formula makes. */
  static boolean isFixed(List<Rule> own, String key, List<Long> shape) {
    return Double.isNaN(rule(own, key, shape).a());
  }

  /** The tensor of a key; the name that is hashed has a prefix, the rules look at the key alone. */
  static Tensor tensor(
      List<Rule> own, String prefix, String key, String savedAs, List<Long> shape) {
    Rule rule = rule(own, key, shape);
    long n = shape.stream().reduce(1L, (x, y) -> x * y);
    return Tensor.of(savedAs, shape, values(prefix + key, (int) n, rule.a(), rule.b(shape)));
  }

  /** The first and the last value of a tensor. */
  static float[] firstAndLast(List<Rule> own, String prefix, String key, List<Long> shape) {
    Rule rule = rule(own, key, shape);
    long n = shape.stream().reduce(1L, (x, y) -> x * y);
    long h = hash(prefix + key);
    return new float[] {
      value(h, rule.a(), rule.b(shape)), value(h + n - 1, rule.a(), rule.b(shape))
    };
  }

  private static long hash(String name) {
    long h = 0xCBF29CE484222325L;
    for (byte c : name.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (c & 0xff)) * 0x100000001B3L;
    }
    return h;
  }

  private static float value(long x, double a, double b) {
    double s = 2.0 * ((splitMix64(x) >>> 40) / 16777216.0) - 1.0;
    return (float) (a + b * s);
  }

  public static float[] values(String name, int n, double a, double b) {
    long h = hash(name);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = value(h + i, a, b);
    }
    return values;
  }

  private static long splitMix64(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
