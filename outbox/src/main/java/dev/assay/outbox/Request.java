// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

/**
 * The wish of a requester for the result of a piece of work.
 *
 * @param group shares the workers fairly with other groups and is withdrawn as a whole, e.g. a
 *     study
 * @param requester within the group, e.g. a cell
 */
public record Request(String group, String requester) {}
