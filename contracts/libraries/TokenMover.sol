// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// Moves tokens and believes balances, not return values.
library TokenMover {
    using SafeERC20 for IERC20;

    /// The token moved another amount than asked: it takes a fee or is not a plain ERC-20.
    error WrongAmountMoved(uint256 expected, uint256 moved);

    /// Pulls exactly `amount` from `from`.
    function pull(IERC20 token, address from, uint256 amount) internal {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(from, address(this), amount);
        requireDelta(token, before, amount);
    }

    function requireDelta(IERC20 token, uint256 before, uint256 amount) internal view {
        uint256 moved = token.balanceOf(address(this)) - before;
        if (moved != amount) revert WrongAmountMoved(amount, moved);
    }

    /// Transfers, and says whether it worked instead of reverting, so that one blocked receiver stops nobody else.
    function tryPush(IERC20 token, address to, uint256 amount) internal returns (bool) {
        return token.trySafeTransfer(to, amount);
    }
}
