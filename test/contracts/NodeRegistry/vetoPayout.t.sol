// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract VetoPayoutTest is RegistryTest {
    function _veto(address by) private {
        vm.prank(by);
        registry.vetoPayout(node.at);
    }

    function test_refusesWhoeverIsNotThePayout() public {
        _proposed();
        address[4] memory callers = [OPERATOR, node.at, NEW_PAYOUT, STRANGER];
        for (uint256 i = 0; i < callers.length; ++i) {
            _expect(INodeRegistry.NotPayout.selector, node.at, callers[i]);
            _veto(callers[i]);
        }
    }

    function test_refusesAnIdThatNobodyRegistered() public {
        _expect(INodeRegistry.NotPayout.selector, node.at, STRANGER);
        _veto(STRANGER);
    }

    function test_refusesWhenNothingIsPending() public {
        _register();
        _expect(INodeRegistry.NoPayoutPending.selector, node.at);
        _veto(PAYOUT);
    }

    function test_dropsTheProposal() public {
        _proposed();
        vm.recordLogs();
        _veto(PAYOUT);
        _assertOnlyEvent(INodeRegistry.PayoutCancelled.selector, node.at, 0, 0, abi.encode(PAYOUT));
        _assertRecord(_fresh());
        vm.warp(NOW + PAYOUT_DELAY);
        _expect(INodeRegistry.NoPayoutPending.selector, node.at);
        registry.applyPayout(node.at);
    }

    /// The thief holds the operator's key: he proposes himself, unstakes, and waits. The payout address looks in once in seven days.
    function test_H8_keepsTheStakeFromAThiefOfTheOperatorsKey() public {
        _unbonding();
        for (uint40 week = 0; week < 3; ++week) {
            vm.warp(NOW + week * PAYOUT_DELAY);
            vm.prank(OPERATOR);
            registry.proposePayout(node.at, STRANGER);
            vm.warp(NOW + week * PAYOUT_DELAY + PAYOUT_DELAY - 1);
            _expect(INodeRegistry.NotReady.selector, NOW + (week + 1) * PAYOUT_DELAY);
            vm.prank(OPERATOR);
            registry.applyPayout(node.at);
            _veto(PAYOUT);
        }
        vm.warp(NOW + UNBONDING);
        vm.prank(OPERATOR);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(PAYOUT), STAKE, "tokens of the payout");
        vm.assertEq(token.balanceOf(STRANGER), 0, "tokens of the thief");
        vm.assertEq(registry.payoutOf(node.at), PAYOUT, "where earnings go");
    }
}
