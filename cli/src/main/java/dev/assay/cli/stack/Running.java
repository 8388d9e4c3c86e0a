// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.processes.ChildProcess;

/**
 * A running process of the stack.
 *
 * @param stop stops the process in the way that it needs and returns when it has ended
 */
record Running(ChildProcess process, Runnable stop) {}
