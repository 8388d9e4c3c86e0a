// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

/** A line of the table: one backbone, inference or training. */
record NetworkRow(String backbone, String work, double off, Pairs pairs) {
  private static final double MIB = 1 << 20;

  static NetworkRow of(String backbone, String work, double off, Pairs pairs) {
    return new NetworkRow(backbone, work, off, pairs);
  }

  static String header() {
    return """
        | backbone | | images/CPU-s | PyTorch | ratio | lower bound | images/s | PyTorch | ratio | peak MiB | PyTorch | off by |
        |---|---|---|---|---|---|---|---|---|---|---|---|"""
        .stripIndent();
  }

  String line() {
    PairedRatio cpu = pairs.ratio(Measurement::perCpuSecond);
    PairedRatio wall = pairs.ratio(Measurement::perSecond);
    return "| %s | %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f | %s |"
        .formatted(
            backbone,
            work,
            Pairs.median(pairs.ours(), Measurement::perCpuSecond),
            Pairs.median(pairs.theirs(), Measurement::perCpuSecond),
            cpu.median(),
            cpu.lower(),
            Pairs.median(pairs.ours(), Measurement::perSecond),
            Pairs.median(pairs.theirs(), Measurement::perSecond),
            wall.median(),
            Pairs.peak(pairs.ours()) / MIB,
            Pairs.peak(pairs.theirs()) / MIB,
            Double.isNaN(off) ? "" : "%.0e".formatted(off));
  }
}
