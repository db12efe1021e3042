// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract CancelPayoutTest is RegistryTest {
    function test_refusesWhoeverIsNotTheOperator() public {
        _proposed();
        _expect(INodeRegistry.NotOperator.selector, node.at, NEW_PAYOUT);
        vm.prank(NEW_PAYOUT);
        registry.cancelPayout(node.at);
    }

    function test_refusesWhenNothingIsPending() public {
        _register();
        _expect(INodeRegistry.NoPayoutPending.selector, node.at);
        vm.prank(OPERATOR);
        registry.cancelPayout(node.at);
    }

    function test_dropsTheProposal() public {
        _proposed();
        vm.recordLogs();
        vm.prank(OPERATOR);
        registry.cancelPayout(node.at);
        _assertOnlyEvent(INodeRegistry.PayoutCancelled.selector, node.at, 0, 0, abi.encode(OPERATOR));
        _assertRecord(_fresh());
    }
}
