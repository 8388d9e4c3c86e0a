// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import java.util.OptionalLong;

/**
 * Who sends an upload.
 *
 * @param caller as the audit log has it
 * @param declared length of the body; empty if only its end will tell
 */
public record Sender(String caller, OptionalLong declared) {}
