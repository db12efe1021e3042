// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract ProposePayoutTest is RegistryTest {
    function _propose(address to) private {
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, to);
    }

    function test_refusesWhoeverIsNotTheOperator() public {
        _register();
        _expect(INodeRegistry.NotOperator.selector, node.at, PAYOUT);
        vm.prank(PAYOUT);
        registry.proposePayout(node.at, NEW_PAYOUT);
    }

    function test_refusesAPayoutOfZero() public {
        _register();
        _expect(INodeRegistry.ZeroAddress.selector);
        _propose(address(0));
    }

    function test_notesTheProposalAndKeepsThePayout() public {
        _register();
        vm.recordLogs();
        _propose(NEW_PAYOUT);
        _assertOnlyEvent(
            INodeRegistry.PayoutProposed.selector, node.at, _word(NEW_PAYOUT), 0, abi.encode(NOW + PAYOUT_DELAY)
        );
        Node memory expected = _fresh();
        expected.pendingPayout = NEW_PAYOUT;
        expected.payoutReadyAt = NOW + PAYOUT_DELAY;
        _assertRecord(expected);
        vm.assertEq(registry.payoutOf(node.at), PAYOUT, "payout");
    }

    function test_startsTheDelayAgainForALaterProposal() public {
        _proposed();
        vm.warp(NOW + PAYOUT_DELAY - 1);
        _propose(STRANGER);
        Node memory expected = _fresh();
        expected.pendingPayout = STRANGER;
        expected.payoutReadyAt = NOW + 2 * PAYOUT_DELAY - 1;
        _assertRecord(expected);
        vm.warp(NOW + PAYOUT_DELAY);
        _expect(INodeRegistry.NotReady.selector, NOW + 2 * PAYOUT_DELAY - 1);
        registry.applyPayout(node.at);
    }
}
