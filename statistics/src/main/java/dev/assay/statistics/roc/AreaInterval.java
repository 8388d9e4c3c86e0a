// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

/** Ends of an interval for an area, or for a difference of two; lower not above upper. */
public record AreaInterval(double lower, double upper) {}
