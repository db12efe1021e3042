// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract CancelUnstakeTest is RegistryTest {
    function test_refusesWhoeverIsNotTheOperator() public {
        _unbonding();
        _expect(INodeRegistry.NotOperator.selector, node.at, PAYOUT);
        vm.prank(PAYOUT);
        registry.cancelUnstake(node.at);
    }

    function test_refusesWhenNotUnbonding() public {
        _register();
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.UnbondingState.selector, node.at, 0));
        vm.prank(OPERATOR);
        registry.cancelUnstake(node.at);
    }

    function test_makesTheNodeActiveAgain() public {
        _unbonding();
        vm.recordLogs();
        vm.prank(OPERATOR);
        registry.cancelUnstake(node.at);
        _assertOnlyEvent(INodeRegistry.UnstakeCancelled.selector, node.at, 0, 0, "");
        _assertRecord(_fresh());
        _assertActive(true);
    }
}
