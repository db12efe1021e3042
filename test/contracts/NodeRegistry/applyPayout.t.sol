// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract ApplyPayoutTest is RegistryTest {
    function test_refusesWhenNothingIsPending() public {
        _register();
        _expect(INodeRegistry.NoPayoutPending.selector, node.at);
        registry.applyPayout(node.at);
    }

    function test_refusesBeforeTheDelayHasPassed() public {
        _proposed();
        vm.warp(NOW + PAYOUT_DELAY - 1);
        _expect(INodeRegistry.NotReady.selector, NOW + PAYOUT_DELAY);
        registry.applyPayout(node.at);
    }

    function test_letsAnybodyApplyItWhenTheDelayHasPassed() public {
        _proposed();
        vm.warp(NOW + PAYOUT_DELAY);
        vm.recordLogs();
        vm.prank(STRANGER);
        registry.applyPayout(node.at);
        _assertOnlyEvent(INodeRegistry.PayoutChanged.selector, node.at, _word(NEW_PAYOUT), 0, "");
        Node memory expected = _fresh();
        expected.payout = NEW_PAYOUT;
        _assertRecord(expected);
        vm.assertEq(registry.payoutOf(node.at), NEW_PAYOUT, "payout");
    }

    function test_refusesToApplyItTwice() public {
        _proposed();
        vm.warp(NOW + PAYOUT_DELAY);
        registry.applyPayout(node.at);
        _expect(INodeRegistry.NoPayoutPending.selector, node.at);
        registry.applyPayout(node.at);
    }

    function test_takesTheVetoFromTheFormerPayout() public {
        _proposed();
        vm.warp(NOW + PAYOUT_DELAY);
        registry.applyPayout(node.at);
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, STRANGER);
        _expect(INodeRegistry.NotPayout.selector, node.at, PAYOUT);
        vm.prank(PAYOUT);
        registry.vetoPayout(node.at);
    }
}
