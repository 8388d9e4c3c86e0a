// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

/** A name and its value. */
public record Fact(String name, String value) {}
