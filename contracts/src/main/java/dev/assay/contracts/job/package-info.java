// SPDX-License-Identifier: Apache-2.0
/** The messages between a service and its trainer or scorer child process. */
@NullMarked
package dev.assay.contracts.job;

import org.jspecify.annotations.NullMarked;
