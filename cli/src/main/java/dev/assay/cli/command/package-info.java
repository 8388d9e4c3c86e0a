// SPDX-License-Identifier: Apache-2.0
/** What the user can type: one class per command, thin round the other packages. */
@NullMarked
package dev.assay.cli.command;

import org.jspecify.annotations.NullMarked;
